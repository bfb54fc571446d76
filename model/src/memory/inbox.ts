/** Notes which messages a service has worked on; or, when it is switched off, takes every message for a new one. */
export class Inbox {
  private readonly known = new Set<string>();

  constructor(private readonly on: boolean) {}

  /** Those of the messages that are new. */
  claim(messageIds: readonly string[]): Set<string> {
    const fresh = new Set(this.on ? messageIds.filter((id) => !this.known.has(id)) : messageIds);
    for (const id of fresh) this.known.add(id);
    return fresh;
  }
}
