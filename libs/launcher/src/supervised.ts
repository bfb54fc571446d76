import type { ComponentName, LocalStack } from '@ordersaga/local-stack';
import type { Supervised } from './supervise';
import type { RunningSystem } from './system';

/** Every instance of every service, for the supervisor. */
export function instancesOf(system: RunningSystem): Supervised[] {
  return system.instances.map(({ name }, index) => ({
    what: name,
    ended: async () => system.instances[index]?.exited,
    startAgain: () => system.restart(index),
  }));
}

/** The servers of a stack, for the supervisor: it waits for an end, the stack calls when there is one. */
export class SupervisedServers {
  private readonly waiting = new Map<ComponentName, () => void>();
  private readonly down = new Set<ComponentName>();

  /** To be called when a server has ended by itself. */
  ended(component: ComponentName): void {
    this.down.add(component);
    this.waiting.get(component)?.();
  }

  /** Those servers that can be started again; an external one is somebody else's. */
  of(stack: LocalStack): Supervised[] {
    return Object.values(stack.components).flatMap((server) => {
      if (!server.restart) return [];
      const startAgain = async (): Promise<void> => {
        await server.restart?.();
        this.down.delete(server.name);
      };
      return [{ what: server.name, ended: () => this.untilDown(server.name), startAgain }];
    });
  }

  private async untilDown(component: ComponentName): Promise<void> {
    if (!this.down.has(component)) await new Promise<void>((resolve) => this.waiting.set(component, resolve));
  }
}
