import { AnswerTimes } from './answer-times';
import { complaintsOf, loadFiguresOf, overloadTable } from './figures';

const MiB = 2 ** 20;

describe('the figures of overload', () => {
  const answers = (counts: Record<string, number>): AnswerTimes => {
    const times = new AnswerTimes();
    for (const [what, count] of Object.entries(counts))
      for (let n = 0; n < count; n += 1) times.note(what, what === '201' ? 40 : 2);
    return times;
  };
  const memory = (first: number, last: number) => ({
    first: { order: first * MiB },
    last: { order: last * MiB },
  });

  it('find nothing wrong when some are accepted, the others refused, and memory stays as it is', () => {
    const figures = loadFiguresOf(answers({ 201: 100, 503: 900 }), 10, 80);
    expect(figures).toMatchObject({ asked: 100, accepted: 10, refused: 90, completed: 8, others: {} });
    expect(complaintsOf(figures, memory(100, 120))).toEqual([]);
    expect(overloadTable(figures, figures, memory(100, 120)).at(-1)).toMatch(/order.*100 \/ 120 MiB/);
  });

  it.each([
    ['other answers', { 201: 1, 503: 1, 500: 2 }, 1, memory(1, 1), /2 orders were answered 500/],
    ['broken connections', { 201: 1, 503: 1, broken: 3 }, 1, memory(1, 1), /3 orders were answered broken/],
    ['none refused', { 201: 1 }, 1, memory(1, 1), /no order was refused/],
    ['none accepted', { 503: 1 }, 1, memory(1, 1), /no order was accepted/],
    ['none completed', { 201: 1, 503: 1 }, 0, memory(1, 1), /no order was completed/],
    ['memory that grows', { 201: 1, 503: 1 }, 1, memory(100, 200), /order grew from 100 to 200 MiB/],
  ])('complain of %s', (_what, counts, completed, taken, complaint) => {
    const [only, ...more] = complaintsOf(loadFiguresOf(answers(counts), 1, completed), taken);
    expect(only).toMatch(complaint);
    expect(more).toEqual([]);
  });
});
