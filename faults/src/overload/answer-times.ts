/** What requests were answered, and after how long. */
export class AnswerTimes {
  private readonly times = new Map<string, number[]>();

  /** @param ms how long it took */
  note(what: string, ms: number): void {
    const times = this.times.get(what) ?? [];
    if (times.length === 0) this.times.set(what, times);
    times.push(ms);
  }

  /** How often each answer was given. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.times].map(([what, times]) => [what, times.length]));
  }

  count(...answers: readonly string[]): number {
    return answers.reduce((sum, what) => sum + (this.times.get(what)?.length ?? 0), 0);
  }

  /** How long so many of a hundred took at most, milliseconds; 0 when there was none. */
  percentile(percent: number, ...answers: readonly string[]): number {
    const sorted = answers.flatMap((what) => this.times.get(what) ?? []).sort((one, other) => one - other);
    return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
  }
}
