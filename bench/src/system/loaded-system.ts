import type { AuditedSystem } from '@ordersaga/audit';
import { topics } from '@ordersaga/contracts';
import { Namespace, startSystem, type RunningSystem } from '@ordersaga/launcher';
import { openPlacing, type OpenPlacing } from '@ordersaga/order/placing';
import { randomUUID } from 'node:crypto';
import type { Bench } from '../bench';
import { startWithCase } from '../start-with-case';
import { dropLeftovers } from './drop-leftovers';
import { getJson, readPiecesSold, readSuccessRate } from './projection-answers';
import { readCounter } from './read-counter';
import { piecesOf, productCount, sampleOrder } from './sample-orders';
import { seedProducts } from './seed-products';
import { Trouble } from './trouble';
import { until, type Waiting } from './until';

/** Events of an order that completes: placed, completed. */
export const eventsPerOrder = 2;

/** The whole system with products in stock, and the orders that a load has brought into it. */
export class LoadedSystem {
  /** Orders that were accepted, by HTTP or below it. */
  private accepted = 0;
  private acceptedPieces = 0;

  private constructor(
    private readonly bench: Bench,
    readonly running: RunningSystem,
    private readonly placing: OpenPlacing,
    private readonly trouble: Trouble,
  ) {}

  /** Starts one process of each service, and fills the catalogue. Ends with the case, and leaves nothing behind. */
  static async start(bench: Bench): Promise<LoadedSystem> {
    const { root, backing, prefix, signal } = bench;
    const trouble = new Trouble();
    bench.progress('starting the services');
    const starting = startSystem({
      ...{ root, backing, prefix, signal, onLine: trouble.take },
      onSpawn: (pid) => bench.onSpawn(pid),
    });
    const running = await startWithCase(bench, starting, async (started) => {
      await started?.stop();
      await dropLeftovers(bench, new Namespace(backing, prefix));
    });
    const connectionString = running.namespace.databaseUrl('order');
    const placing = openPlacing({ connectionString, topicPrefix: prefix });
    bench.onEnd(() => placing.close());
    const system = new LoadedSystem(bench, running, placing, trouble);
    await system.fillCatalogue();
    return system;
  }

  /** How many orders there are; the number of the next one. */
  get orders(): number {
    return this.accepted;
  }

  /** How many pieces they are about, all products together. */
  get pieces(): number {
    return this.acceptedPieces;
  }

  /** Places the order of a number with Order's own application code, on Order's database. */
  async place(number: number): Promise<void> {
    const id = randomUUID();
    await this.placing.placeOrder.place(sampleOrder(number), { correlationId: id, causationId: id });
    this.note(number);
  }

  /** To be called for an order that was accepted in another way. */
  note(number: number): void {
    this.accepted += 1;
    this.acceptedPieces += piecesOf(number);
  }

  /**
   * Waits until every accepted order is completed, and is so in both projections as well. Until it is nearly over it
   * reads nothing but counters of the services; the end is told by the projections' own answers.
   * @throws StuckError
   */
  async untilAllDone(): Promise<void> {
    await this.untilAllHandled();
    await until(() => this.missingAnswers(), this.waiting(20));
  }

  /**
   * Waits until every accepted order is completed and both projections have taken its events in, by counters alone: an
   * answer over every order costs more and more where a store has no index for it.
   * @throws StuckError
   */
  async untilAllHandled(): Promise<void> {
    await until(() => this.missingOutcomes(), this.waiting(100));
    await until(() => this.missingEvents(), this.waiting(20));
  }

  get audited(): AuditedSystem {
    const { running, bench } = this;
    const database = (name: string): string => running.namespace.databaseUrl(name);
    return {
      databases: { order: database('order'), stock: database('stock'), payment: database('payment') },
      urls: {
        order: running.url('order'),
        sales: running.url('sales-projection'),
        successRate: running.url('success-rate-projection'),
      },
      kafka: { brokers: bench.backing.kafka, prefix: bench.prefix },
    };
  }

  waiting(every: number): Waiting {
    return { every, signal: this.bench.signal, trouble: () => this.trouble.last() };
  }

  private async fillCatalogue(): Promise<void> {
    this.bench.progress(`cataloguing ${productCount} products`);
    await seedProducts(this.bench, this.running.url('stock'));
    await until(async () => {
      const known = await getJson<unknown[]>(`${this.running.url('order')}/products`);
      return known.length >= productCount ? undefined : `order knows ${known.length} products`;
    }, this.waiting(50));
  }

  private async missingOutcomes(): Promise<string | undefined> {
    const labels = 'type="order.completed"';
    const completed = await readCounter(this.running.url('order'), 'order_events_total', labels);
    return completed >= this.accepted ? undefined : `${completed} of ${this.accepted} orders are completed`;
  }

  private async missingEvents(): Promise<string | undefined> {
    const [sales, rate] = await Promise.all([
      this.eventsIn('sales-projection'),
      this.eventsIn('success-rate-projection'),
    ]);
    const wanted = eventsPerOrder * this.accepted;
    return Math.min(sales, rate) >= wanted
      ? undefined
      : `of ${wanted} events, sales has ${sales} and the success rate ${rate}`;
  }

  private eventsIn(projection: 'sales-projection' | 'success-rate-projection'): Promise<number> {
    const labels = `topic="${this.bench.prefix}${topics.orderDomainEvents}"`;
    return readCounter(this.running.url(projection), 'consumer_messages_total', labels);
  }

  private async missingAnswers(): Promise<string | undefined> {
    const answers = await Promise.all([
      readSuccessRate(this.running.url('success-rate-projection')),
      readPiecesSold(this.running.url('sales-projection')),
    ]).catch((error: Error) => error);
    // A store that is behind may take too long for an answer; it is asked again.
    if (answers instanceof Error) return answers.message;
    const [{ successful, total }, sold] = answers;
    if (successful === this.accepted && total === this.accepted && sold === this.acceptedPieces)
      return undefined;
    return (
      `of ${this.accepted} orders ${successful} of ${total} are successful; ` +
      `of ${this.acceptedPieces} pieces ${sold} are sold`
    );
  }
}
