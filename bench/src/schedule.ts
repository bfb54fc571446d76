import type { BenchCase } from './bench-case';

/** What `BenchCase.minutes` is told of. */
const usual = { repetitions: 3, scale: 1 };

/** How long cases take one after the other, with three repetitions at full size; minutes. */
export function minutesOf(cases: readonly BenchCase[]): number {
  return cases.reduce((sum, { minutes }) => sum + minutes, 0);
}

/** What is told when a case begins: which of how many it is, and how long it takes, it and all that is still to come. */
export function announcementOf(
  cases: readonly BenchCase[],
  index: number,
  { repetitions, scale }: typeof usual,
): string {
  const isUsual = repetitions === usual.repetitions && scale === usual.scale;
  const condition = isUsual ? '' : ', at full size and three times';
  const [own, left] = [cases.slice(index, index + 1), cases.slice(index)].map(minutesOf);
  const rest = own === left ? '' : `, ${left} min until the last is done`;
  return `${index + 1} of ${cases.length}: about ${own} min${rest}${condition}`;
}
