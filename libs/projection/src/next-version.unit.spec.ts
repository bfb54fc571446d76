import { eventsByOrder, pendingEvents } from './next-version';
import { sampleHistory } from './sample-history';
import { VersionGapError } from './version-gap-error';

const items = [{ productId: 'keyboard', quantity: 1, unitPrice: 4990 }];
const [placed, confirmed, completed] = sampleHistory({ orderId: 'a', items }, 'confirmed', 'completed');
const versions = (events: readonly { data: { version: number } }[]) => events.map(({ data }) => data.version);

describe('the next version', () => {
  it('takes each version of an order once, by rising version, whatever order they came in', () => {
    const other = sampleHistory({ orderId: 'b', items });
    const byOrder = eventsByOrder([confirmed!, placed!, ...other, confirmed!, completed!]);
    expect([...byOrder.keys()]).toEqual(['a', 'b']);
    expect(versions(byOrder.get('a')!)).toEqual([1, 2, 3]);
  });

  it.each([
    [0, [1, 2, 3]],
    [1, [2, 3]],
    [3, []],
    [7, []],
  ])('leaves of versions 1 to 3 after version %i: %j', (stored, pending) => {
    expect(versions(pendingEvents([placed!, confirmed!, completed!], stored))).toEqual(pending);
  });

  it('refuses an event that comes before its predecessor', () => {
    expect(() => pendingEvents([completed!], 1)).toThrow(new VersionGapError('a', 1, 3));
    expect(() => pendingEvents([placed!, completed!], 0)).toThrow(VersionGapError);
  });

  it('passes over a hole that the store has filled already', () => {
    expect(versions(pendingEvents([placed!, completed!], 2))).toEqual([3]);
  });
});
