import { canCoincide, faultKinds, lastingOf, nameOf, targetsOf } from './fault';
import { planOf, type Step } from './plan';

function take(count: number, steps: Iterable<Step>): Step[] {
  const taken: Step[] = [];
  for (const step of steps) {
    if (taken.length === count) break;
    taken.push(step);
  }
  return taken;
}

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(take(200, planOf(7, faultKinds))).toEqual(take(200, planOf(7, faultKinds)));
    expect(take(20, planOf(7, faultKinds))).not.toEqual(take(20, planOf(8, faultKinds)));
  });

  it('has every kind alone within its first twelve steps, and pairs among them', () => {
    const steps = take(12, planOf(1, faultKinds));
    const singles = steps.filter(({ faults }) => faults.length === 1).map(({ faults }) => faults[0]?.kind);
    expect([...singles].sort()).toEqual([...faultKinds].sort());
    expect(steps.filter(({ faults }) => faults.length === 2)).toHaveLength(3);
  });

  it('comes to everything that can go wrong', () => {
    const names = new Set(take(400, planOf(3, faultKinds)).flatMap(({ faults }) => faults.map(nameOf)));
    const all = faultKinds.flatMap((kind) => targetsOf[kind].map((target) => nameOf({ kind, target })));
    expect([...names].sort()).toEqual(all.sort());
  });

  it('lets only coincide what can, and last as long as the longer of both', () => {
    for (const { faults, lastsMs } of take(400, planOf(11, faultKinds))) {
      const [one, other] = faults;
      if (one && other) expect(canCoincide(one, other)).toBe(true);
      expect(lastsMs).toBe(Math.max(...faults.map(lastingOf)));
    }
  });

  it('keeps to the kinds that are wanted, alone when nothing else is left', () => {
    const kinds = take(30, planOf(5, ['garbage'])).map(({ faults }) => faults.map(({ kind }) => kind));
    expect(new Set(kinds.map(String))).toEqual(new Set(['garbage']));
  });
});
