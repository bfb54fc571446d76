import { checking } from './errors';
import type { Finding } from './finding';
import type { Limits } from './limits';
import { recountOrders, type RecountedLog } from './recount-orders';
import { readProjections } from './shown-projections';
import { beginDelivery, checkDelivery, type Beginning } from './statements/delivery';
import { checkMoney, readPayments } from './statements/money-balance';
import { checkOutcomes } from './statements/one-outcome';
import { checkProjections } from './statements/projections';
import { checkReplay } from './statements/replay';
import { checkStock, readStock } from './statements/stock-balance';
import type { AuditedSystem } from './system';
import { TopicReader } from './topic-reader';

/** Looks at a system, as often as is wanted. */
export class Look {
  /** The log as the first look found it, and as the last did. */
  private first: RecountedLog | undefined;
  private last: RecountedLog | undefined;

  private constructor(
    private readonly system: AuditedSystem,
    private readonly limits: Limits,
    private readonly onProgress: (line: string) => void,
    private readonly reader: TopicReader,
    private readonly beginning: Beginning,
  ) {}

  /** Notes where the system is: what happens later need not have arrived everywhere. */
  static async begin(
    system: AuditedSystem,
    limits: Limits,
    onProgress: (line: string) => void,
  ): Promise<Look> {
    const reader = new TopicReader(system.kafka);
    await reader.connect();
    try {
      const beginning = await beginDelivery(reader, system.kafka.prefix);
      return new Look(system, limits, onProgress, reader, beginning);
    } catch (error) {
      await reader.disconnect();
      throw error;
    }
  }

  end(): Promise<void> {
    return this.reader.disconnect();
  }

  /**
   * Checks every statement once. The log is read after what reacts to it, so that it explains all that is found there.
   * @throws NotCheckedError
   */
  async take(): Promise<Finding[]> {
    const { databases, urls } = this.system;
    const before = await this.recount();
    const stock = await this.reading('the stock', () => readStock(databases.stock));
    const payments = await this.reading('the payments', () => readPayments(databases.payment));
    const projections = await this.reading('the projections', () => readProjections(urls));
    const after = await this.recount();
    // A projection may still be where the log was when the audit began.
    const recounts = { before: before === after ? after : (this.first ?? before), after };
    return [
      checkOutcomes(after, this.limits, new Date()),
      checkStock(stock, after),
      checkMoney(payments, after),
      await checking('the orders', () => checkReplay(urls.order, after, this.replayProgress(after))),
      checkProjections(projections, recounts),
      await this.reading('outboxes, topics and inboxes', () =>
        checkDelivery(this.system, this.reader, this.beginning),
      ),
    ];
  }

  private async recount(): Promise<RecountedLog> {
    this.last = await this.reading('the event log', () =>
      recountOrders(this.system.databases.order, this.last),
    );
    this.first ??= this.last;
    return this.last;
  }

  private reading<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.onProgress(`reading ${what}`);
    return checking(what, work);
  }

  private replayProgress({ orders }: RecountedLog): (done: number) => void {
    this.onProgress(`comparing ${orders.size} orders with what the API shows`);
    return (done) => {
      if (done % 5_000 === 0) this.onProgress(`${done} of ${orders.size} compared`);
    };
  }
}
