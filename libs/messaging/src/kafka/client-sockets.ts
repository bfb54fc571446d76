import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const keepAliveMs = 60_000;

/**
 * Every connection of one kafkajs client, so that it can be ended for certain: kafkajs reconnects here and there after
 * it was told to disconnect, and what it left open would keep the process, or a dead consumer, alive.
 */
export class ClientSockets {
  private readonly sockets = new Set<Socket>();
  private closed = false;

  constructor(private readonly open: ISocketFactory = openSocket) {}

  readonly factory: ISocketFactory = (where) => {
    if (this.closed) throw new Error('this client is closed');
    const socket = this.open(where);
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  /** Breaks what is still open; nothing is opened any more. */
  close(): void {
    this.closed = true;
    for (const socket of this.sockets) socket.destroy(new Error('this client is closed'));
  }
}

const openSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const servername = isIP(host) ? {} : { servername: host };
  const socket = ssl
    ? connectTls({ host, port, ...servername, ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  return socket.setKeepAlive(true, keepAliveMs).setNoDelay(true);
};
