import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';

/** An engine that is there answers well within this; one that hangs must not hang us. */
const answerWithinMs = 5_000;

/** How long a server may take over a clean end. */
export const graceSeconds = 20;

/** Whether a Docker engine answers. It is looked for in this process' own environment, as testcontainers does. */
export async function engineAnswers(): Promise<boolean> {
  return (await findEngine()) !== undefined;
}

/** The engine's client, or undefined when no engine answers. */
export async function findEngine(): Promise<ContainerRuntimeClient | undefined> {
  if (!mayHaveEngine()) return undefined;
  const client = connectEngine().catch(() => undefined);
  return Promise.race([client, pause(answerWithinMs, undefined, { ref: false })]);
}

/** Stops containers, by name or id, cleanly and removes them; one that is gone already is no matter. */
export async function endContainers(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { container } = await connectEngine();
  await Promise.all(
    names.map(async (name) => {
      const target = container.getById(name);
      await target.stop({ t: graceSeconds }).catch(() => undefined);
      await target.remove({ force: true, v: true }).catch(() => undefined);
    }),
  );
}

/** An error of the engine's in one line, without the words of the protocol around it. */
export function saysEngine(error: unknown): string {
  const { json, message } = error as { json?: { message?: unknown } | null; message?: unknown };
  const text = typeof json?.message === 'string' ? json.message : String(message ?? error);
  return text.trim().split('\n')[0] ?? '';
}

/** Removes volumes with all that is in them; one that is gone already is no matter. */
export async function removeVolumes(names: readonly string[]): Promise<void> {
  const { container } = await connectEngine();
  const remove = (name: string): Promise<unknown> =>
    container.dockerode
      .getVolume(name)
      .remove()
      .catch((error: unknown) => {
        if (!isAbsent(error)) throw error;
      });
  await Promise.all(names.map(remove));
}

/** Whether the engine says that it has no such container or volume. */
export function isAbsent(error: unknown): boolean {
  return (error as { statusCode?: unknown }).statusCode === 404;
}

/** Loads testcontainers, which takes a moment, only for those who use it. */
async function connectEngine(): Promise<ContainerRuntimeClient> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  return getContainerRuntimeClient();
}

/** Whether anything hints at an engine: a variable, a settings file, or a socket in one of the usual places. */
function mayHaveEngine(): boolean {
  const { DOCKER_HOST, XDG_RUNTIME_DIR } = process.env;
  const home = homedir();
  const hints = [
    '/var/run/docker.sock',
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    join(home, '.testcontainers.properties'),
    join('/run/user', String(process.getuid?.() ?? 0), 'docker.sock'),
    ...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'docker.sock')] : []),
  ];
  return Boolean(DOCKER_HOST) || hints.some((path) => existsSync(path));
}
