import { connect, type Socket } from 'node:net';

/** More than any replication offset. */
const everything = Number.MAX_SAFE_INTEGER;

/** A replica of a Redis as far as its master can tell: takes what comes, and says that it has it when it is told to. */
export class StubReplica {
  private readonly socket: Socket;
  private timer: NodeJS.Timeout | undefined;

  constructor(url: string) {
    const { hostname, port, password } = new URL(url);
    this.socket = connect(Number(port), hostname);
    this.socket.on('error', () => undefined);
    this.socket.resume();
    if (password) this.socket.write(`AUTH ${decodeURIComponent(password)}\r\n`);
    this.socket.write('PSYNC ? -1\r\n');
  }

  /** Acknowledges whatever the master has written and will write. */
  acknowledge(): void {
    this.timer ??= setInterval(() => this.socket.write(`REPLCONF ACK ${everything}\r\n`), 20);
  }

  detach(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}
