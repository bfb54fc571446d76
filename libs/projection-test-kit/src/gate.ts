import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a real server that can be closed or blocked: to a client the server is gone, or hangs, and comes back. */
export interface Gate {
  /** `host:port` to give to the client. */
  readonly address: string;
  /** Cuts every connection and refuses new ones, as when the server has ended. */
  shut(): void;
  /** Keeps every connection and lets nothing through, as when the server hangs or packets get lost. */
  block(): void;
  /** Lets everything through again. */
  open(): void;
  /** For good. */
  close(): Promise<void>;
}

type State = 'open' | 'shut' | 'blocked';

/** Opens a gate in front of the server at `host:port`. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(`tcp://${target}`);
  const passages = new Set<Passage>();
  let state: State = 'open';
  const server = createServer((inside) => {
    if (state === 'shut') return void inside.destroy();
    const passage = new Passage(inside, connect(Number(port), hostname));
    passages.add(passage);
    inside.on('close', () => passages.delete(passage));
    if (state === 'open') passage.open();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const set = (next: State): void => {
    state = next;
    for (const passage of passages) passage[next === 'open' ? 'open' : next === 'shut' ? 'cut' : 'block']();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: () => set('shut'),
    block: () => set('blocked'),
    open: () => set('open'),
    close: () => {
      set('shut');
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One connection and its continuation behind the gate. */
class Passage {
  constructor(
    private readonly inside: Socket,
    private readonly outside: Socket,
  ) {
    for (const socket of [inside, outside]) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.cut());
    }
  }

  open(): void {
    this.inside.pipe(this.outside);
    this.outside.pipe(this.inside);
  }

  block(): void {
    this.inside.unpipe().pause();
    this.outside.unpipe().pause();
  }

  cut(): void {
    this.inside.destroy();
    this.outside.destroy();
  }
}
