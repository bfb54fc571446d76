import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { LocalStackError } from './errors';

/** `preferred`: the server's usual port or the next free one; `any`: some free port. */
export type PortChoice = 'preferred' | 'any';

/**
 * Free ports come from below the ranges that Linux (32768…) and macOS (49152…) take for outgoing connections: a port
 * of ours must still be free when its server is started again.
 */
const anyPorts = { from: 20_000, to: 32_000 } as const;

const attempts = 200;

/** Hands out ports of the loopback address that are free now and that it has not handed out before. */
export class PortAllocator {
  private readonly taken = new Set<number>();

  constructor(private readonly choice: PortChoice) {}

  /** @throws LocalStackError NO_FREE_PORT */
  async allocate(preferred: number): Promise<number> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const port = this.choice === 'preferred' ? preferred + attempt : randomInt(anyPorts.from, anyPorts.to);
      if (!this.taken.has(port) && (await this.claim(port))) return port;
    }
    throw new LocalStackError('NO_FREE_PORT', `No free port found, looking from ${preferred}`);
  }

  /** Whether a port is another one than the server usually has, though that one was preferred. */
  isDetour(port: number, preferred: number): boolean {
    return this.choice === 'preferred' && port !== preferred;
  }

  private async claim(port: number): Promise<boolean> {
    this.taken.add(port);
    return isFree(port);
  }
}

/** Whether nobody listens on this port of the loopback address. */
export async function isFree(port: number): Promise<boolean> {
  // macOS lets us listen on 127.0.0.1 beside a server on every address: asking for an answer finds that one.
  return !(await answers(port)) && (await canListen(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done(true));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
