/** The part of a socket that is changed. */
export interface Corkable {
  uncork(): void;
}

/**
 * Has a socket send in one write all that it is given before the event loop goes on. pg corks its socket for each
 * statement, so that statements that go out together still cost a system call each, and so much as often a wake-up
 * of the server.
 */
export function mergeWrites(socket: Corkable): void {
  const send = socket.uncork.bind(socket);
  let isDue = false;
  socket.uncork = () => {
    if (isDue) return send();
    isDue = true; // and the socket stays corked once
    process.nextTick(() => {
      isDue = false;
      send();
    });
  };
}
