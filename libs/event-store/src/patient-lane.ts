/** So many at a time: each has a connection of the pool for as long as it waits. */
const most = 2;

/** For work that may wait long for somebody else: a few at a time, in the order it comes, and nothing else waits for it. */
export class PatientLane {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;

  /** How much waits for its turn. */
  get length(): number {
    return this.waiting.length;
  }

  /** @param work never rejects */
  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.start();
  }

  private start(): void {
    const work = this.running < most ? this.waiting.shift() : undefined;
    if (!work) return;
    this.running += 1;
    void work().then(() => {
      this.running -= 1;
      this.start();
    });
  }
}
