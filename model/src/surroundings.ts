/** When every story begins. */
const beginning = Date.UTC(2026, 0, 1, 12);

const idPrefix = '018f0000-0000-7000-8000-';

/** The model's time and ids: they move only when a story says so, and are the same in every run of it. */
export class StoryTime {
  private time = beginning;
  private ids = 0;

  readonly now = (): Date => new Date(this.time);

  /** Shaped as a UUID, since other ids are derived from it. */
  readonly newId = (): string => idPrefix + (this.ids += 1).toString().padStart(12, '0');

  /** Lets milliseconds pass. */
  pass(ms: number): void {
    this.time += ms;
  }

  /** Lets time pass until then, if that is still to come. */
  passUntil(moment: Date): void {
    this.time = Math.max(this.time, moment.getTime());
  }
}

/** What happened in a run, line by line; put into words only when someone wants to read it. */
export class Story {
  private readonly lines: (() => string)[] = [];

  readonly tell = (line: () => string): void => void this.lines.push(line);

  /** Its lines, with `#7` for the seventh id. */
  toString(): string {
    const text = this.lines.map((line) => line()).join('\n');
    return text.replaceAll(new RegExp(`${idPrefix}0*`, 'g'), '#');
  }
}

/** Waits until everything that promises have set off has happened: the model's ports never wait for anything else. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
