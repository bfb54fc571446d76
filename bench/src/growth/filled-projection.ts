import { topics } from '@ordersaga/contracts';
import { Namespace, ServiceProcess, services } from '@ordersaga/launcher';
import type { OutboxMessage } from '@ordersaga/outbox';
import { Partitioners, type Producer } from 'kafkajs';
import type { Bench } from '../bench';
import { stepsOfOrders } from '../many-orders';
import { domainMessage, eventsOfAnOrder } from '../order-events';
import { plainKafka } from '../references/plain-kafkajs';
import { startWithCase } from '../start-with-case';
import { dropLeftovers } from '../system/drop-leftovers';
import { readCounter } from '../system/read-counter';
import { Trouble } from '../system/trouble';
import { until } from '../system/until';
import { daysOf, onTheirDays, type Place } from './days';
import { timed } from './interleave';

/** A projection and how it is asked. */
export interface ProjectionSpec {
  readonly service: 'sales-projection' | 'success-rate-projection';
  /** Where its question is asked. */
  readonly path: () => string;
  /** Gives the orders that an answer tells of, or what is counted in their place. */
  readonly counted: (projection: FilledProjection) => Promise<number>;
  /** The same, of the messages that it was given. */
  readonly expected: (messages: readonly OutboxMessage[]) => number;
  /** How many events are enough where its store cannot bear as many as there are to be; undefined where it can. */
  readonly mostEvents?: (bench: Bench) => Promise<number | undefined>;
  /** What of so many days is still to be done once all events are in, in words; undefined when nothing is. */
  readonly unfinished?: (bench: Bench, namespace: Namespace, days: number) => Promise<string | undefined>;
}

const eventsPerSlice = 50_000;
const recordsPerSend = 1000;
/** Longest that a projection may leave for later what it does, ms: a day that has just ended is left alone for a while. */
const settlingMs = 20 * 60_000;

/** One projection as a process, with its store filled in the way it always is: by events from its topic. */
export class FilledProjection {
  /** Events it was given. */
  events = 0;
  private expected = 0;

  private constructor(
    private readonly bench: Bench,
    private readonly spec: ProjectionSpec,
    private readonly running: ServiceProcess,
    private readonly namespace: Namespace,
    private readonly trouble: Trouble,
  ) {}

  static async start(bench: Bench, spec: ProjectionSpec, name: string): Promise<FilledProjection> {
    const namespace = new Namespace(bench.backing, `${bench.prefix}${name}-`);
    const service = services.find((each) => each.name === spec.service);
    if (!service) throw new Error(`there is no service ${spec.service}`);
    const trouble = new Trouble();
    const environment = { ...namespace.environmentOf(service), PORT: '0' };
    bench.onEnd(() => dropLeftovers(bench, namespace));
    const { root, signal } = bench;
    const options = { name: service.name, root, signal, environment, onLine: trouble.take };
    const starting = ServiceProcess.start(options, (pid) => bench.onSpawn(pid));
    const running = await startWithCase(bench, starting, async (started) => started?.stop());
    return new FilledProjection(bench, spec, running, namespace, trouble);
  }

  /**
   * Gives it a log of whole orders, all of it or as much as it takes in within some seconds, and waits until it has
   * done with it what it does later.
   */
  async fill(log: Pick<Place, 'all' | 'perDay'>, seconds: number): Promise<void> {
    const producer = plainKafka(this.bench.backing.kafka).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    const end = performance.now() + seconds * 1000;
    try {
      while (this.events < log.all && performance.now() < end) {
        const steps = stepsOfOrders(Math.min(eventsPerSlice, log.all - this.events));
        const slice = onTheirDays(steps, { ...log, before: this.events });
        await this.produce(
          producer,
          slice.map((step) => domainMessage(step, this.topic)),
        );
        await this.untilBehindBy(eventsPerSlice);
        this.bench.progress(`${this.events} events`);
      }
    } finally {
      await producer.disconnect();
    }
    await this.untilBehindBy(0);
    await this.untilSettled(daysOf(log));
  }

  /** @returns milliseconds of one question */
  askOne(): Promise<number> {
    return timed(() => this.get(this.spec.path()));
  }

  /** What it answers, as JSON. @throws Error when it refuses */
  async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.running.url}${path}`);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`GET ${path} of ${this.spec.service} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  /** Compares its answer with a recount of what it was given, and ends it. @throws Error when they differ */
  async check(): Promise<void> {
    const counted = await this.spec.counted(this);
    if (counted !== this.expected)
      throw new Error(`${this.spec.service} counts ${counted}, a recount gives ${this.expected}`);
    await this.running.stop();
  }

  get orders(): number {
    return this.events / eventsOfAnOrder;
  }

  private get topic(): string {
    return this.namespace.prefix + topics.orderDomainEvents;
  }

  private async produce(producer: Producer, messages: readonly OutboxMessage[]): Promise<void> {
    for (let from = 0; from < messages.length; from += recordsPerSend) {
      this.bench.signal.throwIfAborted();
      const records = messages.slice(from, from + recordsPerSend).map(({ key, headers, payload }) => {
        return { key, headers: { ...headers }, value: JSON.stringify(payload) };
      });
      await producer.send({ topic: this.topic, acks: -1, messages: records });
    }
    this.events += messages.length;
    this.expected += this.spec.expected(messages);
  }

  private async untilBehindBy(most: number): Promise<void> {
    const { signal } = this.bench;
    const labels = `topic="${this.topic}"`;
    const look = async (): Promise<string | undefined> => {
      const taken = await readCounter(this.running.url, 'consumer_messages_total', labels);
      return this.events - taken <= most ? undefined : `${taken} of ${this.events} events are taken in`;
    };
    await until(look, { signal, every: 100, trouble: () => this.trouble.last() });
  }

  private async untilSettled(days: number): Promise<void> {
    const { signal } = this.bench;
    const look = async () => this.spec.unfinished?.(this.bench, this.namespace, days);
    const waiting = { signal, every: 500, patience: settlingMs, longest: settlingMs };
    await until(look, { ...waiting, trouble: () => this.trouble.last() });
  }
}
