import { audit, type Finding } from '@ordersaga/audit';
import { eventually } from '@ordersaga/test-kit';
import { systemOfThisRun, type ComposedSystem } from '../src';

const system = systemOfThisRun();

/** Tests of the composed system, skipped where it can't be composed: the run has said why. */
export function describeComposed(what: string, tests: (system: ComposedSystem) => void): void {
  if (system) describe(what, () => tests(system));
  else describe.skip(what, () => tests(undefined as never));
}

/** The services of ours, as compose knows them. */
export const services = [
  ...(['order', 'stock', 'payment', 'message-relay'] as const),
  ...(['sales-projection', 'success-rate-projection'] as const),
];

/**
 * What breaks a statement, which is given time to be put right. A system that has just been shaken may need a moment before
 * all of it answers an auditor.
 */
export function faults({ audited }: ComposedSystem): Promise<string[]> {
  return eventually(
    async () => {
      const findings = await audit(audited, { patienceMs: 20_000 });
      expect(findings).toHaveLength(6);
      return findings.flatMap(describeFaults);
    },
    { within: 60_000, every: 1_000 },
  );
}

function describeFaults({ statement, faults }: Finding): string[] {
  return faults.map(({ what }) => `${statement}: ${what}`);
}
