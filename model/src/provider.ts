import type { ChargeRequest, RefundRequest } from '@ordersaga/payment/application';
import type { OperationResult } from '@ordersaga/payment/domain';
import { holds } from './statement';

/** A charge or a refund, as the provider is asked for it. */
export type Asked =
  | ({ readonly kind: 'charge' } & Omit<ChargeRequest, 'traceparent'>)
  | ({ readonly kind: 'refund' } & Omit<RefundRequest, 'traceparent'>);

/** What a key was used for, and the final answer to it. */
interface Answered {
  readonly asked: Asked;
  readonly result: OperationResult;
}

/**
 * The payment provider, with a memory of its own: a key is carried out once, and answered again as it was the first
 * time. Methods answer as those of the simulated gateway do.
 */
export class Provider {
  readonly answers = new Map<string, Answered>();
  /** Calls that are still on their way, though their caller has given up waiting. */
  private readonly late: Asked[] = [];

  /** @throws BrokenStatementError when a key comes for something else than before, or a refund takes what no charge has brought */
  carryOut(asked: Asked): OperationResult {
    const known = this.answers.get(asked.key);
    if (known) return repeat(known, asked);
    if (asked.kind === 'refund') this.checkParts(asked);
    const result = firstAnswer(asked);
    if (result.kind !== 'failed') this.answers.set(asked.key, { asked, result });
    return result;
  }

  /** Will get this call when `arrive` says so. */
  delay(asked: Asked): void {
    this.late.push(asked);
  }

  /** Carries out what was delayed; nobody hears the answers. */
  arrive(): void {
    for (const asked of this.late.splice(0)) this.carryOut(asked);
  }

  /** What a customer has paid for an order by now, refunds taken off. */
  net(orderId: string): number {
    return sum(this.succeeded(orderId).map(({ kind, amount }) => (kind === 'charge' ? amount : -amount)));
  }

  /** What was ever taken for an order. */
  charged(orderId: string): number {
    return sum(this.succeeded(orderId).map(({ kind, amount }) => (kind === 'charge' ? amount : 0)));
  }

  private succeeded(orderId: string): Asked[] {
    return [...this.answers.values()].flatMap(({ asked, result }) =>
      asked.orderId === orderId && result.kind === 'succeeded' ? [asked] : [],
    );
  }

  /** A refund gives back charges of its order, by their references, and of each no more than is left of it. */
  private checkParts({ key, orderId, amount, parts }: Extract<Asked, { kind: 'refund' }>): void {
    const before = this.succeeded(orderId);
    const fits = parts.every((part) => {
      const charge = before.find((asked) => asked.kind === 'charge' && asked.key === part.key);
      const taken = before.flatMap((asked) => (asked.kind === 'refund' ? asked.parts : []));
      const given = sum(taken.filter((other) => other.key === part.key).map((other) => other.amount));
      return part.reference === referenceOf(part.key) && part.amount + given <= (charge?.amount ?? 0);
    });
    const whole = sum(parts.map((part) => part.amount)) === amount;
    holds(3, fits && whole, () => `${key} cannot give ${amount} back: ${JSON.stringify(parts)}`);
  }
}

function repeat({ asked, result }: Answered, { key, kind, amount, currency }: Asked): OperationResult {
  const equal = asked.kind === kind && asked.amount === amount && asked.currency === currency;
  const tell = () => `${key} was a ${asked.kind} of ${asked.amount}, now it is a ${kind} of ${amount}`;
  holds(3, equal, tell);
  return result;
}

function firstAnswer({ kind, key, paymentMethod, attempt }: Asked): OperationResult {
  const succeeded = { kind: 'succeeded', reference: referenceOf(key) } as const;
  if (kind === 'refund') return succeeded;
  if (paymentMethod === 'card-declined') return { kind: 'declined', detail: 'declined' };
  if (paymentMethod === 'card-flaky' && attempt <= 2) return { kind: 'failed', detail: `try ${attempt}` };
  return succeeded;
}

function referenceOf(key: string): string {
  return `reference of ${key}`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
