import { Pace } from './pace';

describe('a pace', () => {
  let now = 0;
  const clock = (): number => now;
  const pace = (): Pace => new Pace({ crowdedPerSecond: 1_000, pauseMs: 10 }, clock);

  beforeEach(() => (now = 0));

  function arrive(into: Pace, perSecond: number, forMs: number): void {
    for (const end = now + forMs; now < end; now += 10) into.note(perSecond / 100);
  }

  it('does not pause in quiet times', () => {
    const quiet = pace();
    arrive(quiet, 900, 500);
    expect(quiet.pauseAfter(now)).toBe(0);
  });

  it('pauses in crowded times, from one turn to the next', () => {
    const crowded = pace();
    arrive(crowded, 2_000, 500);
    expect(crowded.pauseAfter(now)).toBe(10);
    expect(crowded.pauseAfter(now - 4)).toBe(6);
    expect(crowded.pauseAfter(now - 10)).toBe(0);
  });

  it('notices a crowd before its window is over', () => {
    const rush = pace();
    rush.note(50);
    expect(rush.pauseAfter(now)).toBe(10);
  });

  it('is quiet again once nobody comes', () => {
    const past = pace();
    arrive(past, 2_000, 500);
    now += 1_000;
    expect(past.pauseAfter(now)).toBe(0);
  });

  it('takes no burst of long ago for a crowd of today', () => {
    const rare = pace();
    rare.note(400);
    now += 1_000;
    rare.note(1);
    expect(rare.pauseAfter(now)).toBe(0);
  });
});
