import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Delay } from './delay';

/**
 * A way to a real server that can be closed, blocked or slowed down: to a client the server is gone, hangs, or is far
 * away, and comes back.
 */
export interface Gate {
  /** The server's URL by this way. */
  readonly url: string;
  /** Cuts every connection, and new ones at once, as when the server has ended. Resolves when all are cut. */
  shut(): Promise<void>;
  /** Keeps every connection and lets nothing through, as when the server hangs or packets get lost. */
  block(): void;
  /** Blocks as soon as a client says this. Resolves then. */
  blockAt(word: string): Promise<void>;
  /** Lets everything through, each way so many milliseconds late. */
  slow(ms: number): void;
  /** Lets everything through again at once. */
  open(): void;
  /** For good. */
  close(): Promise<void>;
}

type State = 'open' | 'shut' | 'blocked';

const defaultPorts: Record<string, number> = { 'postgres:': 5432, 'redis:': 6379, 'mongodb:': 27_017 };

/**
 * Opens a gate in front of the server at a URL. Kafka's clients ask it for its address and go there past the gate, unless
 * the broker has a listener that tells them the gate's.
 */
export async function openGate(target: string): Promise<Gate> {
  const url = new URL(target);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || defaultPorts[url.protocol] || 0;
  const passages = new Set<Passage>();
  let state: State = 'open';
  let delayMs = 0;
  let hear: (said: Buffer) => void = () => undefined;
  const server = createServer((inside) => {
    // It goes on listening while it is shut: another process could take its port.
    if (state === 'shut') return void inside.destroy();
    const passage = new Passage(inside, connect(port, host), (said) => hear(said));
    passages.add(passage);
    inside.on('close', () => passages.delete(passage));
    if (state === 'open') passage.open(delayMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const letThrough = (ms: number): void => {
    state = 'open';
    delayMs = ms;
    for (const passage of passages) passage.open(ms);
  };
  const shut = async (): Promise<void> => {
    state = 'shut';
    await Promise.all([...passages].map((passage) => passage.cut()));
  };
  const block = (): void => {
    state = 'blocked';
    for (const passage of passages) passage.block();
  };
  return {
    url: url.href,
    shut,
    block,
    blockAt: (word) =>
      new Promise((resolve) => {
        hear = (said) => {
          if (!said.includes(word)) return;
          hear = () => undefined;
          block();
          resolve();
        };
      }),
    slow: letThrough,
    open: () => letThrough(0),
    close: async () => {
      await shut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** One connection and its continuation behind the gate. */
class Passage {
  private readonly out = new Delay();
  private readonly back = new Delay();

  constructor(
    private readonly inside: Socket,
    private readonly outside: Socket,
    hear: (said: Buffer) => void,
  ) {
    // Paused: listening alone would let go of what is said before it is open.
    inside.pause().on('data', hear);
    for (const socket of [inside, outside]) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => void this.cut());
    }
    this.out.pipe(outside);
    this.back.pipe(inside);
  }

  open(delayMs: number): void {
    this.out.ms = this.back.ms = delayMs;
    this.inside.unpipe().pipe(this.out);
    this.outside.unpipe().pipe(this.back);
  }

  block(): void {
    this.inside.unpipe().pause();
    this.outside.unpipe().pause();
  }

  async cut(): Promise<void> {
    await Promise.all([this.inside, this.outside].map(closed));
  }
}

async function closed(socket: Socket): Promise<void> {
  if (socket.closed) return;
  const closing = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.destroy();
  await closing;
}
