import { eventsByOrder, pendingEvents } from './next-version';
import { type OrderEvent } from './order-event';
import { VersionGapError } from './version-gap-error';

const eventOf = (orderId: string, version: number) => ({ data: { orderId, version } }) as OrderEvent;
const first = eventOf('a', 1);
const second = eventOf('a', 2);
const third = eventOf('a', 3);
const versions = (events: readonly { data: { version: number } }[]) => events.map(({ data }) => data.version);

describe('the next version', () => {
  it('takes each version of an order once, by rising version, whatever order they came in', () => {
    const byOrder = eventsByOrder([second, first, eventOf('b', 1), second, third]);
    expect([...byOrder.keys()]).toEqual(['a', 'b']);
    expect(versions(byOrder.get('a')!)).toEqual([1, 2, 3]);
  });

  it.each([
    [0, [1, 2, 3]],
    [1, [2, 3]],
    [3, []],
    [7, []],
  ])('leaves of versions 1 to 3 after version %i: %j', (stored, pending) => {
    expect(versions(pendingEvents([first, second, third], stored))).toEqual(pending);
  });

  it('refuses an event that comes before its predecessor', () => {
    expect(() => pendingEvents([third], 1)).toThrow(new VersionGapError('a', 1, 3));
    expect(() => pendingEvents([first, third], 0)).toThrow(VersionGapError);
  });

  it('passes over a hole that the store has filled already', () => {
    expect(versions(pendingEvents([first, third], 2))).toEqual([3]);
  });
});
