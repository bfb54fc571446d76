import type { AnswerTimes } from './answer-times';

/** What a load has come to; rates are orders a second, times milliseconds. */
export interface LoadFigures {
  readonly asked: number;
  readonly accepted: number;
  readonly acceptedP50: number;
  readonly acceptedP99: number;
  /** 503 and 429. */
  readonly refused: number;
  readonly refusedP50: number;
  readonly refusedP99: number;
  /** Orders that were completed meanwhile. */
  readonly completed: number;
  /** How often each other answer was given, or none. */
  readonly others: Readonly<Record<string, number>>;
}

/** The most memory that each service took in the first and in the last third of the overload; bytes. */
export interface MemoryFigures {
  readonly first: Readonly<Record<string, number>>;
  readonly last: Readonly<Record<string, number>>;
}

const refusals = ['503', '429'];

/** Makes figures of the answers of so many seconds. */
export function loadFiguresOf(answers: AnswerTimes, seconds: number, completed: number): LoadFigures {
  const all = answers.counts();
  const others = Object.entries(all).filter(([what]) => what !== '201' && !refusals.includes(what));
  return {
    asked: answers.count(...Object.keys(all)) / seconds,
    accepted: answers.count('201') / seconds,
    acceptedP50: answers.percentile(50, '201'),
    acceptedP99: answers.percentile(99, '201'),
    refused: answers.count(...refusals) / seconds,
    refusedP50: answers.percentile(50, ...refusals),
    refusedP99: answers.percentile(99, ...refusals),
    completed: completed / seconds,
    others: Object.fromEntries(others),
  };
}

/** Memory is flat when the last third takes no more than so much of the first, or than so many bytes on top. */
const flat = { share: 1.3, bytes: 64 * 2 ** 20 };

/** What is wrong with how a system takes overload. */
export function complaintsOf(overloaded: LoadFigures, { first, last }: MemoryFigures): string[] {
  const complaints = Object.entries(overloaded.others).map(
    ([what, count]) => `${count} orders were answered ${what}`,
  );
  if (overloaded.refused === 0) complaints.push('no order was refused: this was no overload');
  if (overloaded.accepted === 0) complaints.push('no order was accepted during overload');
  if (overloaded.completed === 0) complaints.push('no order was completed during overload');
  for (const [name, before] of Object.entries(first)) {
    const after = last[name] ?? 0;
    if (after > before * flat.share && after > before + flat.bytes)
      complaints.push(`the memory of ${name} grew from ${mebibytes(before)} to ${mebibytes(after)} MiB`);
  }
  return complaints;
}

/** A table of Markdown: what is sustainable beside what came of asking for more. */
export function overloadTable(
  sustainable: LoadFigures,
  overloaded: LoadFigures,
  memory: MemoryFigures,
): string[] {
  const both = (name: string, tell: (figures: LoadFigures) => string): string =>
    `| ${name} | ${tell(sustainable)} | ${tell(overloaded)} |`;
  const times = (p50: number, p99: number): string => `${p50.toFixed(0)} / ${p99.toFixed(0)} ms`;
  const memories = Object.keys(memory.first).map((name) => {
    const [first, last] = [memory.first[name] ?? 0, memory.last[name] ?? 0].map(mebibytes);
    return `| memory of ${name}, first and last third | | ${first} / ${last} MiB |`;
  });
  return [
    '| | sustainable | overload |',
    '| --- | ---: | ---: |',
    both('orders asked for', ({ asked }) => `${asked.toFixed(0)}/s`),
    both('accepted', ({ accepted }) => `${accepted.toFixed(0)}/s`),
    both('accepted after, median / p99', ({ acceptedP50, acceptedP99 }) => times(acceptedP50, acceptedP99)),
    both('refused (503, 429)', ({ refused }) => `${refused.toFixed(0)}/s`),
    both('refused after, median / p99', ({ refusedP50, refusedP99 }) => times(refusedP50, refusedP99)),
    both('completed meanwhile', ({ completed }) => `${completed.toFixed(0)}/s`),
    ...memories,
  ];
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
