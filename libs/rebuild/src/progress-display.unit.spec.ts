import { ProgressDisplay } from './progress-display';
import { progressText } from './progress-text';

function display(isTTY: boolean) {
  let text = '';
  let time = 0;
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  const stream = { write, isTTY, columns: 100 } as unknown as ConstructorParameters<
    typeof ProgressDisplay
  >[0];
  const shown = new ProgressDisplay(stream, () => time);
  return { shown, text: () => text, pass: (ms: number) => (time += ms) };
}

describe('progress', () => {
  it('says how much of what is done, how fast, and how long it will take', () => {
    const filling = { phase: 'filling', done: 45_120, all: 100_000 } as const;
    expect(progressText(filling, 4_000)).toBe('45 %, 45,120 of 100,000 events, 11,280/s, 5 s left');
    expect(progressText({ ...filling, done: 100_000 }, 4_000)).toBe(
      '100 %, 100,000 of 100,000 events, 25,000/s',
    );
    expect(progressText({ phase: 'filling', done: 0, all: 0 }, 0)).toBe('100 %, 0 of 0 events, 0/s');
    expect(progressText({ phase: 'comparing', done: 1_234 }, 10)).toBe('1,234 orders');
    expect(progressText({ phase: 'switching', done: 0 }, 10)).toBe('');
    expect(progressText({ phase: 'filling', done: 1, waiting: 'Redis does not answer' }, 10)).toBe(
      'waiting: Redis does not answer',
    );
  });

  it('is a line a phase on a terminal, drawn again, its last state kept', () => {
    const { shown, text, pass } = display(true);
    shown.tell({ phase: 'announcing', done: 0 });
    shown.tell({ phase: 'filling', done: 0, all: 200 });
    pass(10);
    shown.tell({ phase: 'filling', done: 100, all: 200 });
    pass(1_000);
    shown.tell({ phase: 'filling', done: 200, all: 200 });
    shown.end();
    const lines = text()
      .split('\n')
      .map((line) => line.split('\r\u001b[K').at(-1));
    expect(lines).toEqual([
      'announcing  ',
      'filling       ████████████████████████  100 %, 200 of 200 events, 198/s',
      '',
    ]);
    expect(text()).not.toContain('50 %');
  });

  it('says at once what it waits for, and once', () => {
    const { shown, text } = display(false);
    shown.tell({ phase: 'announcing', done: 0 });
    for (const waiting of ['for a', 'for a', 'for b']) shown.tell({ phase: 'announcing', done: 0, waiting });
    shown.end();
    expect(text()).toBe('announcing\nannouncing: waiting: for a\nannouncing: waiting: for b\n');
  });

  it('is a line now and then elsewhere', () => {
    const { shown, text, pass } = display(false);
    shown.tell({ phase: 'filling', done: 0, all: 200 });
    for (let done = 10; done < 200; done += 10) {
      pass(500);
      shown.tell({ phase: 'filling', done, all: 200 });
    }
    shown.tell({ phase: 'switching', done: 0 });
    shown.end();
    const lines = text().trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe('filling: 0 %, 0 of 200 events, 0/s');
    expect(lines.slice(-2)).toEqual(['filling: 95 %, 190 of 200 events, 20/s, 1 s left', 'switching']);
  });
});
