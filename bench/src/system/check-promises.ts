import { audit, describeFigures } from '@ordersaga/audit';
import type { Bench } from '../bench';
import type { LoadedSystem } from './loaded-system';
import { untilAtRest } from './until-at-rest';

const shown = 5;

/** A measured system that does not keep what always holds: its figure is worth nothing. */
export class BrokenPromiseError extends Error {
  readonly code = 'bench-promise-broken';
  constructor(faults: readonly string[]) {
    const more = faults.length > shown ? [`and ${faults.length - shown} more`] : [];
    super(['what always holds does not hold:', ...faults.slice(0, shown), ...more].join('\n'));
    this.name = 'BrokenPromiseError';
  }
}

/**
 * Lets a system come to rest and audits it: every order, product, payment and message.
 * @throws BrokenPromiseError, StuckError
 */
export async function checkPromises(bench: Bench, system: LoadedSystem): Promise<void> {
  await untilAtRest(bench.backing.kafka, bench.prefix, system.waiting(200));
  const begin = performance.now();
  const findings = await audit(system.audited);
  const faults = findings.flatMap(({ statement, faults }) =>
    faults.map(({ what }) => `${statement}: ${what}`),
  );
  if (faults.length > 0) throw new BrokenPromiseError(faults);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  bench.progress(
    `audited in ${seconds} s: ${findings.slice(0, 1).map(describeFigures).join()}; every statement holds`,
  );
}
