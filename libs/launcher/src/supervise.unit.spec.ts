import { eventually } from '@ordersaga/test-kit';
import { supervise, type Supervised } from './supervise';

/** Ends when told to, and counts its starts. */
class Thing implements Supervised {
  readonly what = 'thing';
  starts = 0;
  private resolve: () => void = () => undefined;
  private end = new Promise<void>((resolve) => (this.resolve = resolve));

  constructor(private readonly failures = 0) {}

  ended(): Promise<void> {
    return this.end;
  }

  async startAgain(): Promise<void> {
    this.starts += 1;
    if (this.starts <= this.failures) throw new Error('not yet');
    this.end = new Promise<void>((resolve) => (this.resolve = resolve));
  }

  fall(): void {
    this.resolve();
  }
}

describe('supervision', () => {
  let stop: () => void = () => undefined;
  afterEach(() => stop());

  it('starts again what ended by itself, and tells of it', async () => {
    const thing = new Thing();
    const lines: string[] = [];
    let changes = 0;
    stop = supervise([thing], { report: (line) => lines.push(line), onChange: () => (changes += 1) });
    thing.fall();
    await eventually(() => expect(changes).toBe(1));
    thing.fall();
    await eventually(() => expect(changes).toBe(2));
    expect(lines.filter((line) => /ended by itself/.test(line))).toHaveLength(2);
  });

  it('goes on trying when a start fails', async () => {
    const thing = new Thing(1);
    const lines: string[] = [];
    stop = supervise([thing], { report: (line) => lines.push(line), onChange: () => undefined });
    thing.fall();
    await eventually(() => expect(lines).toContain('thing is back'));
    expect(lines).toContain('thing did not start again: not yet');
    expect(thing.starts).toBe(2);
  });

  it('leaves alone what ends after it is over', async () => {
    const thing = new Thing();
    stop = supervise([thing], { report: () => undefined, onChange: () => undefined });
    stop();
    thing.fall();
    await new Promise((resolve) => setImmediate(resolve));
    expect(thing.starts).toBe(0);
  });
});
