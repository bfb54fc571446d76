/** A way from a service to a server, which can be made bad. One thing at a time; `heal` ends it. */
export interface Way {
  /** Of the loopback address: whoever connects to it ends up at the server. */
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Keeps connections, takes new ones, and lets nothing through: packets get lost. */
  silence(): Promise<void>;
  /** Lets everything through, each way so many milliseconds late. */
  slow(ms: number): Promise<void>;
  /** Everything is well again. Connections that were silent may be broken. */
  heal(): Promise<void>;
}

/** Something that ways lead through. */
export interface Network {
  /** What it is made of, for people. */
  readonly name: string;
  /** The process that it is, if it is one. */
  readonly pid?: number | undefined;
  /** Opens a way to a port of the loopback address. */
  open(name: string, port: number): Promise<Way>;
  /** Closes every way. */
  close(): Promise<void>;
}
