import { faultKinds } from '../src/fault';
import { tableOf } from '../src/report';
import { runFaults } from '../src/run';
import { root } from './outage';

/** Comes to every kind of fault, at services and at servers, in its time. */
const seed = 3692;

describe('faults for two minutes, with what comes before and after', () => {
  it('lose nothing and double nothing', async () => {
    const lines: string[] = [];
    const { rows, failures } = await runFaults({
      ...{ root, seed, minutes: 1.5, kinds: faultKinds, network: 'auto' },
      progress: (line) => lines.push(line),
      signal: new AbortController().signal,
    });
    const told = [...tableOf(rows), ...failures, '', ...lines].join('\n');
    if (failures.length > 0) throw new Error(`${failures.length} things are wrong:\n${told}`);
    // Some faults there were, and some orders, or this would show nothing.
    expect(rows.filter(({ times }) => times > 0).length).toBeGreaterThan(5);
    expect(rows.reduce((sum, { accepted }) => sum + accepted, 0)).toBeGreaterThan(300);
  }, 420_000);
});
