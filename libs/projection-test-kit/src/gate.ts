import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a real server that can be closed: to a client the server has gone, and comes back. */
export interface Gate {
  /** `host:port` to give to the client. */
  readonly address: string;
  /** Cuts every connection and refuses new ones. */
  shut(): void;
  /** Lets connections through again. */
  open(): void;
  /** For good. */
  close(): Promise<void>;
}

/** Opens a gate in front of the server at `host:port`. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(`tcp://${target}`);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((inside) => {
    if (!isOpen) return void inside.destroy();
    const outside = connect(Number(port), hostname);
    inside.pipe(outside).pipe(inside);
    for (const [socket, other] of [[inside, outside] as const, [outside, inside] as const]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const cut = () => sockets.forEach((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: () => {
      isOpen = false;
      cut();
    },
    open: () => void (isOpen = true),
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
