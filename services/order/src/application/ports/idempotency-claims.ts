/** A request that carries an idempotency key. */
export interface KeyedRequest {
  readonly key: string;
  /** Equal for equal requests, different for different ones. */
  readonly fingerprint: string;
}

/** What a key stands for, seen by a request that came with it. */
export type Claim =
  /** Nobody had the key: the request is to be carried out, under the order id it brought. */
  | { readonly kind: 'new' }
  /** An equal request had the key and its time is over: its order exists under this id, or is to be placed under it. */
  | { readonly kind: 'taken-over'; readonly orderId: string }
  /** An equal request has the key: its order exists under this id, or the request is still running. */
  | { readonly kind: 'held'; readonly orderId: string; readonly heldForMs: number }
  /** The key belongs to a different request. */
  | { readonly kind: 'other-request' };

/** The order id that was drawn for a key, and the request it was drawn for. */
export interface KnownKey {
  readonly fingerprint: string;
  readonly orderId: string;
}

/**
 * Who carries out the request behind an idempotency key. A key is tied to one order id for at least a day; since that
 * order is only ever placed on an empty stream, a claim that is taken over too early does no harm.
 */
export interface IdempotencyClaims {
  /** Takes the key if it is free or its holder's time is over; one statement, safe against any number at once. */
  claim(request: KeyedRequest, orderId: string): Promise<Claim>;
  /** What a key is tied to, without taking it. */
  find(key: string): Promise<KnownKey | undefined>;
  /** Ends the holder's time at once, so that the next equal request need not wait for it to run out. */
  letGo(key: string): Promise<void>;
}
