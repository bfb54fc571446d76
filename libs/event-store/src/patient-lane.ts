/** So many at a time: each has a connection of the pool for as long as it waits. */
const most = 2;

/** For work that may wait long for somebody else: a few at a time, in the order it comes, and nothing else waits for it. */
export class PatientLane<T> {
  private waiting: T[] = [];
  private running = 0;

  /** @param work never rejects */
  constructor(private readonly work: (item: T) => Promise<void>) {}

  /** How much waits for its turn. */
  get length(): number {
    return this.waiting.length;
  }

  add(item: T): void {
    this.waiting.push(item);
    this.start();
  }

  /** Takes out what waits for its turn and is like that. */
  take(isSuch: (item: T) => boolean): T[] {
    const taken = this.waiting.filter(isSuch);
    if (taken.length > 0) this.waiting = this.waiting.filter((item) => !isSuch(item));
    return taken;
  }

  private start(): void {
    const item = this.running < most ? this.waiting.shift() : undefined;
    if (item === undefined) return;
    this.running += 1;
    void this.work(item).then(() => {
      this.running -= 1;
      this.start();
    });
  }
}
