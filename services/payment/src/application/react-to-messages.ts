import type { Cause } from '@ordersaga/contracts';
import type { PaymentCommand } from '../domain/payment-command';
import { openOperationOf, type OpenOperation } from './open-operation';
import type { PaymentTrigger } from './payment-messages';
import { decideRecord, emptyRecord, type PaymentRecord } from './payment-record';
import type { PaymentScope, PaymentStore } from './ports/payment-store';
import type { Settlement } from './settlement';
import { whenOrderConfirmed } from './when-order-confirmed';
import { whenOrderFailed } from './when-order-failed';
import { whenStockReserved } from './when-stock-reserved';

/**
 * Works a batch of messages off: one transaction that stores what each payment shall become and which operation is
 * pending for it. Then the settlement calls the provider; the messages wait neither for that nor for the settlement to
 * have room, since what is pending is stored: a provider that hangs must not keep an order from being closed. What there
 * is no room for is due at once, for the recovery sweep; after a crash in between so is everything, later.
 */
export function reactToMessages(
  store: PaymentStore,
  settlement: Settlement,
  now: () => Date = () => new Date(),
) {
  return async (messages: readonly PaymentTrigger[]): Promise<void> => {
    const { hasRoom, settings } = settlement;
    const at = now();
    const planned = await store.transaction(async (scope) => {
      // Both are asked at once, so one round trip; the rows are read after the claim, which may have to wait.
      const [claimed, records] = await Promise.all([
        scope.claimMessages(messages.map(({ id }) => id)),
        scope.loadForUpdate(messages.map(({ data }) => data.orderId)),
      ]);
      const fresh = new Set(claimed);
      // `delete` is true for the first of two that have the same id.
      const news = messages.filter(({ id }) => fresh.delete(id));
      return news.length === 0 ? [] : decideAll(scope, news, records, at, hasRoom ? settings.graceMs : 0);
    });
    if (hasRoom) settlement.take(planned);
    else settlement.leave(planned, at);
  };
}

/** Gives back the operations that were not pending before. */
function decideAll(
  scope: PaymentScope,
  messages: readonly PaymentTrigger[],
  before: ReadonlyMap<string, PaymentRecord>,
  at: Date,
  graceMs: number,
): OpenOperation[] {
  const after = new Map(before);
  for (const message of messages) {
    const { orderId } = message.data;
    const cause = causeOf(message);
    const known = after.get(orderId) ?? emptyRecord(orderId, cause);
    const { record, events } = decideRecord(toCommand(message), known, at, graceMs);
    if (record === known) continue;
    after.set(orderId, { ...record, cause });
    scope.announce(events, cause);
  }
  const changed = [...after.values()].filter((record) => record !== before.get(record.orderId));
  scope.save(changed);
  return changed
    .filter((record) => isNewlyPending(record, before.get(record.orderId)))
    .flatMap((record) => openOperationOf(record) ?? []);
}

function isNewlyPending({ pending }: PaymentRecord, before: PaymentRecord | undefined): boolean {
  return pending !== null && pending.key !== before?.pending?.key;
}

function toCommand(message: PaymentTrigger): PaymentCommand {
  switch (message.type) {
    case 'com.ordersaga.stock.reserved.v1':
      return whenStockReserved(message.data);
    case 'com.ordersaga.order.confirmed.v1':
      return whenOrderConfirmed(message.data);
    case 'com.ordersaga.order.failed.v1':
    case 'com.ordersaga.order.cancelled.v1':
      return whenOrderFailed(message.data);
  }
}

function causeOf({ id, correlationId, traceparent }: PaymentTrigger): Cause {
  return { correlationId, causationId: id, ...(traceparent !== undefined && { traceparent }) };
}
