import fc from 'fast-check';
import type { Copies } from '@ordersaga/projection';
import { play, rebuildInTheEnd, type Cast } from './play';

/** mulberry32, by Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const casts: fc.Arbitrary<Cast> = fc.record({
  scheduler: fc.scheduler(),
  random: fc.nat().map(randomFrom),
  orders: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
  followers: fc.integer({ min: 1, max: 3 }),
  readers: fc.integer({ min: 1, max: 3 }),
  rebuilds: fc.array(fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined, freq: 2 }), {
    minLength: 1,
    maxLength: 3,
  }),
});

describe('a rebuild beside a projection that goes on', () => {
  it('never shows less than before, leaves no gap, and in the end has everything and leaves nothing', async () => {
    let rebuilt = 0;
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(casts, async (cast) => {
        const played = await play(cast);
        expect(played.faults).toEqual([]);
        expect(await rebuildInTheEnd(played, cast)).toEqual([]);
        rebuilt += played.rebuilt;
        killed += cast.rebuilds.filter((endsAfter) => endsAfter !== undefined).length;
      }),
      { numRuns: 60, endOnFailure: true },
    );
    // Or the play would show less than it says.
    expect(rebuilt).toBeGreaterThan(10);
    expect(killed).toBeGreaterThan(10);
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
