import type { Message } from '@ordersaga/contracts';
import {
  announce,
  type Catalogue,
  type CatalogueChange,
  type CatalogueProduct,
  type Claim,
  type IdempotencyClaims,
  type KeyedRequest,
  type KnownKey,
  type OrderChange,
  type OrderStore,
  type Reactions,
  type ReactionScope,
  type AsOf,
  type StoredOrderEvent,
} from '@ordersaga/order/application';
import { deadlineOf, evolve, usualLimits, type Order, type Price } from '@ordersaga/order/domain';
import { DeadlineMemory } from './deadline-memory';
import type { Inbox } from './inbox';

/** What a change of an order is announced by, one message to each topic. */
export type PublishOrder = (announcement: { domain: Message; integration: Message }) => void;

/** Orders in memory: their streams, and the states that the events have led to one by one. */
export class OrderMemory implements OrderStore, Reactions {
  readonly streams = new Map<string, readonly StoredOrderEvent[]>();
  readonly states = new Map<string, Order>();
  readonly catalogue = new CatalogueMemory();
  readonly deadlines: DeadlineMemory;
  /** Happens once, between someone's reading an order and writing it. */
  meanwhile: (() => Promise<void>) | undefined;

  constructor(
    private readonly inbox: Inbox,
    private readonly publish: PublishOrder,
    now: () => Date,
  ) {
    this.deadlines = new DeadlineMemory(now, () => this.scope);
  }

  async append(change: OrderChange): Promise<boolean> {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    return this.write(change);
  }

  async load(orderId: string, asOf?: AsOf): Promise<StoredOrderEvent[]> {
    const stream = this.streams.get(orderId) ?? [];
    return stream.filter((event) => asOf === undefined || isIn(event, asOf));
  }

  history(orderId: string): Promise<StoredOrderEvent[]> {
    return this.load(orderId);
  }

  transaction<T>(work: (scope: ReactionScope) => Promise<T>): Promise<T> {
    return work({
      ...this.scope,
      claimMessages: async (ids) => this.inbox.claim(ids),
      updateCatalogue: async (changes) => this.catalogue.update(changes),
    });
  }

  private readonly scope: Pick<ReactionScope, 'loadOrders' | 'append'> = {
    loadOrders: async (ids) => new Map([...this.states].filter(([id]) => ids.includes(id))),
    append: async (changes) =>
      new Set(changes.filter((change) => !this.write(change)).map(({ orderId }) => orderId)),
  };

  private write(change: OrderChange): boolean {
    const { orderId, before, events } = change;
    const stream = this.streams.get(orderId) ?? [];
    if (stream.length !== (before?.version ?? 0)) return false;
    this.streams.set(orderId, [...stream, ...events]);
    this.states.set(orderId, events.reduce<Order | undefined>(evolve, this.states.get(orderId)) as Order);
    this.moveDeadline(change);
    for (const announcement of announce(change)) this.publish(announcement);
    return true;
  }

  private moveDeadline({ orderId, before, events }: OrderChange): void {
    const after = this.states.get(orderId);
    const [old, next] = [before, after].map((order) => order && deadlineOf(order, usualLimits));
    const cause = events.at(-1)?.cause;
    if (old) this.deadlines.drop({ orderId, deadline: old });
    if (next && cause) this.deadlines.keep({ orderId, deadline: next, cause });
  }
}

function isIn({ version, recordedAt }: StoredOrderEvent, asOf: AsOf): boolean {
  return 'version' in asOf ? version <= asOf.version : recordedAt <= asOf.at;
}

/** Order's replica of the catalogue; what is older than what is known changes nothing. */
class CatalogueMemory implements Catalogue {
  private readonly names = new Map<string, Required<CatalogueChange>['name']>();
  private readonly prices = new Map<string, CatalogueChange['price']>();

  async pricesOf(productIds: readonly string[]): Promise<Map<string, Price>> {
    return new Map([...this.prices].filter(([productId]) => productIds.includes(productId)));
  }

  async list(): Promise<CatalogueProduct[]> {
    return [...this.prices].map(([productId, price]) => ({
      ...price,
      productId,
      name: this.names.get(productId)?.text ?? productId,
    }));
  }

  update(changes: readonly CatalogueChange[]): void {
    for (const { productId, name, price } of changes) {
      if (name && name.revision > (this.names.get(productId)?.revision ?? 0)) this.names.set(productId, name);
      if (price.revision > (this.prices.get(productId)?.revision ?? 0)) this.prices.set(productId, price);
    }
  }
}

/** Who placed an order under which idempotency key; nobody here lets a key go. */
export class ClaimMemory implements IdempotencyClaims {
  private readonly claims = new Map<string, KnownKey>();

  async claim({ key, fingerprint }: KeyedRequest, orderId: string): Promise<Claim> {
    const held = this.claims.get(key);
    if (held?.fingerprint === fingerprint) return { kind: 'held', orderId: held.orderId, heldForMs: 0 };
    if (held !== undefined) return { kind: 'other-request' };
    this.claims.set(key, { fingerprint, orderId });
    return { kind: 'new' };
  }

  async find(key: string): Promise<KnownKey | undefined> {
    return this.claims.get(key);
  }

  async letGo(): Promise<void> {}
}
