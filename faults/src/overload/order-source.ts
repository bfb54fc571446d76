import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Ledger } from '../ledger';
import { AnswerTimes } from './answer-times';

/** Connections at a time, and requests without an answer yet: what comes on top is not even sent, and told as `unsent`. */
const limits = { connections: 500, underWay: 5_000 };
const tickMs = 10;

/** Places orders at one instance of Order, each of them once. */
export class OrderSource {
  private readonly pool: Pool;
  private orders = 0;
  private underWay = 0;

  constructor(
    origin: string,
    private readonly ledger: Ledger,
    private readonly signal: AbortSignal,
  ) {
    this.pool = new Pool(origin, { connections: limits.connections, pipelining: 1 });
  }

  /** So many customers at a time, each with one order after the other. @returns their answers */
  async crowd(customers: number, seconds: number): Promise<AnswerTimes> {
    const times = new AnswerTimes();
    const end = performance.now() + seconds * 1_000;
    const work = async (): Promise<void> => {
      while (performance.now() < end && !this.signal.aborted) await this.place(times);
    };
    await Promise.all(Array.from({ length: customers }, work));
    this.signal.throwIfAborted();
    return times;
  }

  /** So many orders a second, whether they are answered or not. @returns the answers, once all are in */
  async stream(perSecond: number, seconds: number): Promise<AnswerTimes> {
    const times = new AnswerTimes();
    const begin = performance.now();
    const answers: Promise<void>[] = [];
    for (let sent = 0; ;) {
      const passed = (performance.now() - begin) / 1_000;
      if (passed >= seconds) break;
      for (; sent < passed * perSecond; sent += 1) {
        if (this.underWay < limits.underWay) answers.push(this.place(times));
        else times.note('unsent', 0);
      }
      await pause(tickMs, undefined, { signal: this.signal });
    }
    await Promise.all(answers);
    return times;
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async place(times: AnswerTimes): Promise<void> {
    const key = `customer-${(this.orders += 1)}`;
    const wish = this.ledger.wish(key);
    const begin = performance.now();
    this.underWay += 1;
    try {
      const { statusCode, body } = await this.pool.request({
        path: '/orders',
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ customerId: key, items: [{ productId: 'plenty', quantity: 1 }] }),
        signal: this.signal,
      });
      const text = await body.text();
      times.note(String(statusCode), performance.now() - begin);
      if (statusCode === 201) this.ledger.accept(wish, (JSON.parse(text) as { orderId: string }).orderId);
    } catch {
      times.note('broken', performance.now() - begin);
    } finally {
      this.underWay -= 1;
    }
  }
}
