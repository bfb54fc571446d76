import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

/** A port nobody listens on: connecting to it is refused at once. */
const nobodysPort = 1;

/** The way to a real broker, which a test can cut and mend. */
export class CuttableNetwork {
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private soFar = 0;
  private isSilent = false;

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    const socket = connect({ host, port: this.isCut ? nobodysPort : port }, onConnect);
    if (this.isSilent) socket.pause();
    this.sockets.add(socket);
    this.soFar += 1;
    socket.on('close', () => this.sockets.delete(socket));
    return socket;
  };

  /** How many there are at present. */
  get connections(): number {
    return this.sockets.size;
  }

  /** How many have been made so far. */
  get made(): number {
    return this.soFar;
  }

  /** Breaks every connection; new ones are refused. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy(new Error('read ECONNRESET'));
  }

  /** Keeps every connection, makes new ones, and lets no answer through. */
  silence(): void {
    this.isSilent = true;
    for (const socket of this.sockets) socket.pause();
  }

  mend(): void {
    this.isCut = this.isSilent = false;
    for (const socket of this.sockets) socket.resume();
  }
}
