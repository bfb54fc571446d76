import type { Queryable } from '@ordersaga/postgres';
import type {
  Claim,
  IdempotencyClaims,
  KeyedRequest,
  KnownKey,
} from '../../../application/ports/idempotency-claims';
import { sql } from './statements';

interface ClaimRow {
  order_id: string;
  same_request: boolean;
  mine: boolean;
  held_for_ms: number;
}

/** The idempotency claims, in the table of that name. */
export class IdempotencyClaimTable implements IdempotencyClaims {
  /** @param holdMs how long a request is taken to be running, milliseconds; a crash blocks its key for that long */
  constructor(
    private readonly client: Queryable,
    private readonly holdMs: number,
  ) {}

  async claim({ key, fingerprint }: KeyedRequest, orderId: string): Promise<Claim> {
    const { rows } = await this.client.query<ClaimRow>({
      ...sql('claim-idempotency-key'),
      values: [key, fingerprint, orderId, this.holdMs],
    });
    return toClaim(rows[0] as ClaimRow, orderId);
  }

  async find(key: string): Promise<KnownKey | undefined> {
    const { rows } = await this.client.query<{ order_id: string; fingerprint: string }>({
      ...sql('find-idempotency-key'),
      values: [key],
    });
    return rows[0] && { orderId: rows[0].order_id, fingerprint: rows[0].fingerprint };
  }

  async letGo(key: string): Promise<void> {
    await this.client.query({ ...sql('let-go-of-idempotency-key'), values: [key] });
  }

  /** Forgets keys that were claimed longer ago than this, milliseconds. */
  async forget(olderThanMs: number): Promise<void> {
    await this.client.query({ ...sql('forget-old-idempotency-keys'), values: [olderThanMs] });
  }
}

function toClaim({ order_id, same_request, mine, held_for_ms }: ClaimRow, drawn: string): Claim {
  if (!same_request) return { kind: 'other-request' };
  if (!mine) return { kind: 'held', orderId: order_id, heldForMs: held_for_ms };
  return order_id === drawn ? { kind: 'new' } : { kind: 'taken-over', orderId: order_id };
}
