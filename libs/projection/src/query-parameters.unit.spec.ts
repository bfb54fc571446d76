import fc from 'fast-check';
import { z } from 'zod';
import { cursorParameter, encodeCursor } from './page-cursor';
import { limitParameter, timestampParameter } from './query-parameters';

describe('limit', () => {
  it.each([
    [undefined, 50],
    ['1', 1],
    ['500', 500],
  ])('reads %j', (text, limit) => expect(limitParameter(500).parse(text)).toBe(limit));

  it.each(['0', '501', '-1', '1.5', 'ten', '', '99999999999'])('refuses %j', (text) =>
    expect(limitParameter(500).safeParse(text).success).toBe(false),
  );
});

describe('a timestamp', () => {
  it.each(['2026-11-21T10:00:00Z', '2026-11-21T11:00:00+01:00', '2026-11-21T10:00:00.000Z'])(
    'reads %s',
    (text) => expect(timestampParameter.parse(text)).toEqual(new Date('2026-11-21T10:00:00Z')),
  );

  it.each(['yesterday', '', '21.11.2026', '2026-13-01T00:00:00Z', '1763719200000'])('refuses %j', (text) =>
    expect(timestampParameter.safeParse(text).success).toBe(false),
  );
});

describe('a cursor', () => {
  const parameter = cursorParameter(z.tuple([z.string()]));

  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (id) => {
        expect(parameter.parse(encodeCursor([id]))).toEqual([id]);
      }),
    );
  });

  it.each(['', 'abc', '%%%', encodeCursor({ other: 'list' }), encodeCursor(null)])('refuses %j', (text) =>
    expect(parameter.safeParse(text).success).toBe(false),
  );
});
