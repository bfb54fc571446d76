import type { Outcome } from './outcome';

/** The figures as `--json` gives them. A case that failed has one entry without numbers, which tells its error. */
export function jsonOf(outcomes: readonly Outcome[]): string {
  return `${JSON.stringify(outcomes.flatMap(entriesOf), null, 2)}\n`;
}

function entriesOf(outcome: Outcome): object[] {
  if ('figures' in outcome)
    return outcome.figures.map(({ name, value, reference, ratio, target, met }) => {
      return { name, value, reference, ratio, target, met };
    });
  const nothing = { value: null, reference: null, ratio: null, target: null, met: false };
  return [{ name: outcome.name, ...nothing, error: outcome.failure.message }];
}
