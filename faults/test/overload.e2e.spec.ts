import { overloadTable } from '../src/overload/figures';
import { runOverload } from '../src/overload/run-overload';
import { root } from './outage';

describe('ten times as many orders as can be written', () => {
  it('are refused early, while memory stays flat and accepted orders are completed', async () => {
    const { sustainable, overloaded, memory, failures } = await runOverload({
      ...{ root, minutes: 0.2, progress: () => undefined },
      signal: new AbortController().signal,
    });
    if (failures.length > 0)
      throw new Error([...failures, ...overloadTable(sustainable, overloaded, memory)].join('\n'));
    expect(overloaded.asked).toBeGreaterThan(2 * sustainable.accepted);
    expect(overloaded.refused).toBeGreaterThan(0);
    expect(overloaded.refusedP50).toBeLessThan(overloaded.acceptedP50);
  }, 240_000);
});
