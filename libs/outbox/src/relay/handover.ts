/** A place for one item between two loops: the giver is one item ahead of the taker, never more. */
export class Handover<T> {
  private item: T | undefined;
  private onChange: Array<() => void> = [];
  private poked = false;

  /** Waits until the place is free, or the signal is aborted. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.item !== undefined && !signal.aborted) await this.change(signal);
  }

  /** Puts the item into the place; there must be room. */
  put(item: T): void {
    this.item = item;
    this.changed();
  }

  /** The next item; undefined when poked or when the signal is aborted first. */
  async take(signal: AbortSignal): Promise<T | undefined> {
    while (this.item === undefined && !this.poked && !signal.aborted) await this.change(signal);
    this.poked = false;
    if (signal.aborted) return undefined;
    const { item } = this;
    this.item = undefined;
    this.changed();
    return item;
  }

  /** Makes the taker look up, with an item or without. */
  poke(): void {
    this.poked = true;
    this.changed();
  }

  private changed(): void {
    for (const wake of this.onChange.splice(0)) wake();
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done);
      this.onChange.push(done);
    });
  }
}
