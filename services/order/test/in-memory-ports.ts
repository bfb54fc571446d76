import type {
  Claim,
  IdempotencyClaims,
  KeyedRequest,
  KnownKey,
} from '../src/application/ports/idempotency-claims';
import type { AsOf, OrderChange, OrderStore, StoredOrderEvent } from '../src/application/ports/order-store';
import type { Surroundings } from '../src/application/ports/surroundings';

/** Orders in memory, with the guard of the real store; `beforeAppend` lets a spec step in between. */
export class InMemoryOrders implements OrderStore {
  readonly streams = new Map<string, StoredOrderEvent[]>();
  beforeAppend: () => void | Promise<void> = () => undefined;

  async append({ orderId, before, events }: OrderChange): Promise<boolean> {
    await this.beforeAppend();
    const stream = this.streams.get(orderId) ?? [];
    if (stream.length !== (before?.version ?? 0)) return false;
    this.streams.set(orderId, [...stream, ...events]);
    return true;
  }

  history(orderId: string): Promise<StoredOrderEvent[]> {
    return this.load(orderId);
  }

  async load(orderId: string, asOf?: AsOf): Promise<StoredOrderEvent[]> {
    const stream = this.streams.get(orderId) ?? [];
    if (asOf === undefined) return stream;
    return stream.filter((event) =>
      'version' in asOf ? event.version <= asOf.version : event.recordedAt <= asOf.at,
    );
  }
}

/** Claims in memory; `timeIsUp` ends every holder's time. */
export class InMemoryClaims implements IdempotencyClaims {
  private readonly claims = new Map<string, KnownKey & { over: boolean }>();

  async claim({ key, fingerprint }: KeyedRequest, orderId: string): Promise<Claim> {
    const held = this.claims.get(key);
    if (held === undefined) {
      this.claims.set(key, { fingerprint, orderId, over: false });
      return { kind: 'new' };
    }
    if (held.fingerprint !== fingerprint) return { kind: 'other-request' };
    if (!held.over) return { kind: 'held', orderId: held.orderId, heldForMs: 1_000 };
    held.over = false;
    return { kind: 'taken-over', orderId: held.orderId };
  }

  async find(key: string): Promise<KnownKey | undefined> {
    return this.claims.get(key);
  }

  async letGo(key: string): Promise<void> {
    const held = this.claims.get(key);
    if (held) held.over = true;
  }

  timeIsUp(): void {
    for (const held of this.claims.values()) held.over = true;
  }
}

/** A clock that stands still, and ids that count up. */
export function countingSurroundings(): Surroundings {
  let id = 0;
  return {
    now: () => new Date('2026-11-21T10:00:00.000Z'),
    newId: () => `018f0000-0000-7000-8000-${String((id += 1)).padStart(12, '0')}`,
  };
}
