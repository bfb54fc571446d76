/** What customers were answered, counted. */
export class Answers {
  private readonly counts = new Map<string, number>();

  /** @param what a status, or why there was none */
  note(what: number | 'broken' | 'late'): void {
    const name = String(what);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** Statuses first, then what was no answer. */
  list(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([one], [other]) => one.localeCompare(other)));
  }
}
