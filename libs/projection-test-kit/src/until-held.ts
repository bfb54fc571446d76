import { deepStrictEqual } from 'node:assert';
import type { OrderEvent } from '@ordersaga/projection';
import type { RebuildTarget } from '@ordersaga/rebuild';
import { eventually } from '@ordersaga/test-kit';

/** Until the copy that answers has each of these orders with all its events. */
export async function untilHeld(
  target: RebuildTarget,
  histories: readonly (readonly OrderEvent[])[],
): Promise<void> {
  const wanted = new Map(histories.map((history) => [history.at(-1)!.data.orderId, history.length]));
  await eventually(
    async () => {
      const found = await target.ordersById((await target.register.read()).live, [...wanted.keys()]);
      deepStrictEqual(new Map([...found].map(([orderId, { version }]) => [orderId, version])), wanted);
    },
    { within: 30_000, every: 200 },
  );
}
