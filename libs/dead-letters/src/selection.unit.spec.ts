import type { Letter } from './letter';
import { select, stopsAmong } from './selection';

function letter(
  id: string,
  reason: Letter['reason'],
  key: string | null = 'a',
  more: Partial<Letter> = {},
): Letter {
  const place = { source: 'stock', kind: 'group' as const, topic: 'x-orders' };
  return { ...place, id, reason, key, since: new Date(0), waitsFor: 'decision', ...more };
}

const shapeOf = (letters: readonly Letter[]) =>
  stopsAmong(letters).map((stop) => [stop.letter.id, stop.behind.map(({ id }) => id)]);

describe('letters as people decide about them', () => {
  it('are what was given up by itself, with what is parked behind it', () => {
    const letters = [
      letter('1', 'failed'),
      letter('2', 'parked'),
      letter('3', 'failed', 'b'),
      letter('4', 'parked'),
    ];
    expect(shapeOf(letters)).toEqual([
      ['1', ['2', '4']],
      ['3', []],
    ]);
  });

  it('are never behind what could not be read, has no key, or lies elsewhere', () => {
    expect(shapeOf([letter('1', 'unreadable'), letter('2', 'failed'), letter('3', 'parked')])).toEqual([
      ['1', []],
      ['2', ['3']],
    ]);
    expect(shapeOf([letter('1', 'failed', null), letter('2', 'failed', null)])).toHaveLength(2);
    expect(shapeOf([letter('1', 'failed'), letter('2', 'parked', 'a', { source: 'payment' })])).toHaveLength(
      2,
    );
  });

  it('are shown, too, when nothing is left that they are parked behind', () => {
    expect(shapeOf([letter('1', 'parked'), letter('2', 'parked')])).toEqual([['1', ['2']]]);
  });
});

describe('selecting', () => {
  const stops = stopsAmong([
    letter('1', 'failed'),
    letter('2', 'parked'),
    letter('1', 'failed', 'a', { topic: 'x-stock' }),
    letter('3', 'failed', 'b'),
  ]);
  const ids = (selection: Parameters<typeof select>[1]) =>
    select(stops, selection, 'x-').map((stop) => `${stop.letter.topic} ${stop.letter.id}`);

  it('takes all there is, or those of a key or a topic, whose prefix may be left out', () => {
    expect(ids({})).toHaveLength(3);
    expect(ids({ key: 'b' })).toEqual(['x-orders 3']);
    expect(ids({ topic: 'stock' })).toEqual(['x-stock 1']);
    expect(ids({ topic: 'x-stock' })).toEqual(['x-stock 1']);
    expect(ids({ topic: 'orders', key: 'c' })).toEqual([]);
  });

  it('takes one by its id, wherever there is one, also a parked one', () => {
    expect(ids({ id: '1' })).toEqual(['x-orders 1', 'x-stock 1']);
    expect(ids({ id: '2' })).toEqual(['x-orders 2']);
    expect(ids({ id: '2', topic: 'stock' })).toEqual([]);
  });
});
