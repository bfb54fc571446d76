import type { ServiceProcess } from '@ordersaga/launcher';
import type { ComponentName } from '@ordersaga/local-stack';
import { isComponent, isService, type EmbeddedSystem } from '../system/embedded-system';
import type { Injection, Recover, Surroundings } from './injection';

const nothing: Recover = async () => undefined;

/** How often all instances of a service are ended, not one of them. */
const shareOfAll = 1 / 3;

/** SIGKILL: one instance of a service, or all; or a server, which stays away until the fault is over. */
export const kill: Injection = async (target, { system, random }) => {
  if (isComponent(target)) return release(system.holdDown(target));
  endService(target, 'SIGKILL', { system, random });
  return nothing;
};

/** SIGTERM: one instance of a service, or all; or a server. */
export const terminate: Injection = async (target, { system, random }) => {
  if (isComponent(target)) return terminateServer(target, system);
  endService(target, 'SIGTERM', { system, random });
  return nothing;
};

/** SIGSTOP: one instance of a service, which is a zombie as it wakes up; or a server, all of its processes. */
export const stop: Injection = async (target, { system, random }) => {
  if (isComponent(target)) {
    system.signalServer(target, 'SIGSTOP');
    return async () => system.signalServer(target, 'SIGCONT');
  }
  const sleeper = random.pick(instancesOf(target, system));
  sleeper.signal('SIGSTOP');
  return async () => sleeper.signal('SIGCONT');
};

function endService(
  target: string,
  signal: NodeJS.Signals,
  { system, random }: Omit<Surroundings, 'tell'>,
): void {
  const instances = instancesOf(target, system);
  for (const instance of random.chance(shareOfAll) ? instances : [random.pick(instances)]) {
    system.supervision.expectEnd(target);
    instance.signal(signal);
  }
}

/**
 * Postgres takes SIGTERM for a wish to end when all its clients have gone, and lets no new ones in. Whoever asked will
 * lose patience: SIGINT does not wait.
 */
async function terminateServer(target: ComponentName, system: EmbeddedSystem): Promise<Recover> {
  const { pid } = system.stack.components[target];
  const recover = release(system.supervision.hold(target));
  system.supervision.expectEnd(target);
  if (pid !== undefined) process.kill(pid, 'SIGTERM');
  return async () => {
    if (target === 'postgres' && system.stack.components.postgres.pid === pid && pid !== undefined)
      process.kill(pid, 'SIGINT');
    await recover();
  };
}

function release(letGo: () => void): Recover {
  return async () => letGo();
}

function instancesOf(target: string, system: EmbeddedSystem): readonly ServiceProcess[] {
  if (!isService(target)) throw new Error(`there is no process ${target}`);
  return system.instancesOf(target);
}
