import type { ComponentName, RunningComponent } from '../component';
import type { DataFolder } from '../data-folder';
import type { PortAllocator } from '../ports';
import type { Security } from '../security';
import type { Warden } from '../warden/warden';

/**
 * Further listeners of an embedded Kafka, by name (capital letters): each is given the port where the broker listens for
 * it, opens a way there, and gives the port of the loopback address where that way begins. Clients that come in through
 * it are told to stay on it.
 */
export type KafkaDoors = Readonly<Record<string, (port: number) => Promise<number>>>;

/** What a strategy gets to start one component. */
export interface StartContext {
  readonly folder: DataFolder;
  readonly ports: PortAllocator;
  readonly warden: Warden;
  readonly env: NodeJS.ProcessEnv;
  readonly kafkaDoors: KafkaDoors;
  readonly redisArguments: readonly string[];
  /** When given, the server takes nobody in but over TLS and by log-in. */
  readonly secure?: Security | undefined;
  /** Tells a person what is going on, in one line. */
  readonly progress: (text: string) => void;
  /** Called when a server that ran ends without having been asked to. */
  readonly onUnexpectedEnd: (ending: string) => void;
}

/** A way to get a server. */
export interface Strategy {
  /**
   * @throws StrategyUnavailableError when it doesn't work on this machine at all, so that the next may be tried
   * @throws ServerFailedError when the server did not come up
   */
  start(component: ComponentName, context: StartContext): Promise<RunningComponent>;
}
