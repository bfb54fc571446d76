/** The servers a stack can hold, in the order they are listed to people. */
export const componentNames = ['kafka', 'postgres', 'redis', 'mongo'] as const;

/** One server of the stack. */
export type ComponentName = (typeof componentNames)[number];

/** Where a server comes from: already running elsewhere, a Docker container, or a child process. */
export type StrategyName = 'external' | 'containers' | 'embedded';

/** A server that answers. */
export interface RunningComponent {
  readonly name: ComponentName;
  /** `host:port` (Kafka) or a URL with everything needed to log in (the others). */
  readonly url: string;
  /** Variables that its clients need besides the URL, as the services name them: of TLS and logging in. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly strategy: StrategyName;
  /** What the server says it is, such as `4.1.0` or `mongo-java-server 1.47.0 (not MongoDB)`. */
  readonly version: string;
  /** The server's own process on this machine; absent when it runs elsewhere. Changes with a restart. */
  readonly pid?: number | undefined;
  /** Ends the server and waits until it is gone; an external server is left alone. May be called twice. */
  stop(): Promise<void>;
  /** Stops the server, however dead it is, and starts it with the same data on the same port. */
  restart?(): Promise<void>;
}

/** Told about everything that takes long; `text` is one line for a person. */
export type Progress = (component: ComponentName, text: string) => void;
