import type { SnapshotCursor } from '@ordersaga/snapshot-cursor';
import { CursorMoves } from '../src/relay/cursor-moves';
import type { ParkedRow } from '../src/relay/relay-store';

const at = (lastId: string): SnapshotCursor => ({ cluster: 'c', previous: '1:1:', current: null, lastId });
const parkedRow = { row: { id: '3' }, reason: 'too large' } as ParkedRow;

describe('the moves of a cursor', () => {
  let moved: [string, number][];
  let broken: Error | undefined;
  let moves: CursorMoves;

  beforeEach(() => {
    jest.useFakeTimers();
    moved = [];
    broken = undefined;
    moves = new CursorMoves(async ({ lastId }, parked) => {
      if (broken) throw broken;
      moved.push([lastId, parked.length]);
    });
  });
  afterEach(() => jest.useRealTimers());

  it('follow the first page at once, and those of the next 50 ms together', async () => {
    await moves.follow(at('1'), []);
    expect(moved).toEqual([['1', 0]]);
    await moves.follow(at('2'), []);
    await moves.follow(at('3'), []);
    await jest.advanceTimersByTimeAsync(49);
    expect(moved).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(moved).toEqual([
      ['1', 0],
      ['3', 0],
    ]);
  });

  it('let rows to park wait for nothing', async () => {
    await moves.follow(at('1'), []);
    await moves.follow(at('2'), []);
    await moves.follow(at('3'), [parkedRow]);
    await jest.advanceTimersByTimeAsync(100);
    expect(moved).toEqual([
      ['1', 0],
      ['3', 1],
    ]);
  });

  it('park rows with whichever move comes first', async () => {
    let finish = (): void => undefined;
    const slow = new CursorMoves(async ({ lastId }, parked) => {
      await new Promise<void>((resolve) => (finish = resolve));
      moved.push([lastId, parked.length]);
    });
    await slow.follow(at('1'), []);
    await slow.follow(at('2'), []);
    await jest.advanceTimersByTimeAsync(50); // the timer's move waits for the first one
    const parking = slow.follow(at('3'), [parkedRow]);
    finish();
    await parking;
    await jest.advanceTimersByTimeAsync(0);
    finish();
    await slow.settle();
    expect(moved).toEqual([
      ['1', 0],
      ['3', 1],
    ]);
  });

  it('are all made when they settle', async () => {
    await moves.follow(at('1'), []);
    await moves.follow(at('2'), []);
    await moves.settle();
    expect(moved.at(-1)).toEqual(['2', 0]);
    await jest.advanceTimersByTimeAsync(100);
    expect(moved).toHaveLength(2);
  });

  it('tell of a failure at the next page, and when they settle', async () => {
    broken = new Error('database away');
    await moves.follow(at('1'), []);
    await expect(moves.settle()).rejects.toBe(broken);
    jest.advanceTimersByTime(60);
    await expect(moves.follow(at('2'), [])).rejects.toBe(broken);
  });
});
