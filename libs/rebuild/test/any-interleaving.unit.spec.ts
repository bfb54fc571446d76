import fc from 'fast-check';
import type { Copies } from '@ordersaga/projection';
import { Random } from '@ordersaga/test-kit';
import { play, rebuildInTheEnd, type Cast } from './play';
import { Turns } from './turns';

const casts: fc.Arbitrary<Cast> = fc.record({
  turns: fc.nat().map((seed) => new Turns(new Random(seed))),
  orders: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
  rest: fc.integer({ min: 0, max: 150 }),
  followers: fc.integer({ min: 1, max: 3 }),
  readers: fc.integer({ min: 1, max: 3 }),
  rebuilds: fc.array(fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined, freq: 2 }), {
    minLength: 1,
    maxLength: 3,
  }),
});

jest.setTimeout(120_000);

/** On a slow machine fewer plays are made. */
const enough = { interruptAfterTimeLimit: 30_000, markInterruptAsFailure: false };

describe('a rebuild beside a projection that goes on', () => {
  it('never shows less than before, leaves no gap, and in the end has everything and leaves nothing', async () => {
    let played = 0;
    let rebuilt = 0;
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(casts, async (cast) => {
        const stopped = await play(cast);
        expect(stopped.faults).toEqual([]);
        expect(await rebuildInTheEnd(stopped, cast)).toEqual([]);
        played += 1;
        rebuilt += stopped.rebuilt;
        killed += cast.rebuilds.filter((endsAfter) => endsAfter !== undefined).length;
      }),
      { numRuns: 150, endOnFailure: true, ...enough },
    );
    // Or the plays would show less than they say.
    expect(played).toBeGreaterThan(5);
    expect(rebuilt / played).toBeGreaterThan(0.2);
    expect(killed / played).toBeGreaterThan(0.2);
  });

  it.each<[string, NonNullable<Cast['seen']>]>([
    ['writers do not see that they are held', ({ rebuild: _rebuild, ...copies }) => copies],
    [
      'an instance goes on with the copy it began with',
      ({ rebuild: _, ...now }, first): Copies => ({
        ...now,
        live: first!.live,
      }),
    ],
  ])('is found out when %s', async (_what, seen) => {
    const { failed } = await fc.check(
      fc.asyncProperty(casts, async (cast) => {
        const played = await play({ ...cast, seen });
        expect(played.faults).toEqual([]);
        expect(await rebuildInTheEnd(played, cast)).toEqual([]);
      }),
      { numRuns: 300, endOnFailure: true },
    );
    expect(failed).toBe(true);
  });
});
