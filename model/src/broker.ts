import { fromWire, toWire, type Message } from '@ordersaga/contracts';

/** Someone who reads topics. */
export interface Consumer {
  readonly name: string;
  /** The topics it reads, with the types of messages it takes from them. */
  readonly reads: Readonly<Record<string, readonly string[]>>;
  react(messages: readonly Message[]): Promise<void>;
}

/** The messages about one thing in one topic that one consumer has yet to get, in their order. */
interface Lane {
  readonly consumer: Consumer;
  readonly waiting: Message[];
}

/** A further message of a batch: the next one of some lane, or one that the consumer had before. */
export interface FurtherMessage {
  readonly pick: number;
  readonly again: boolean;
}

/**
 * Carries messages in any order but one: what is about one thing in one topic first arrives as it was sent. Each may
 * arrive again, any time later. Choices are numbers, taken modulo what there is to choose from.
 */
export class Broker {
  private readonly consumers: Consumer[] = [];
  private readonly lanes = new Map<string, Lane>();
  private readonly past = new Map<string, Message[]>();

  constructor(private readonly tell: (line: () => string) => void) {}

  subscribe(consumer: Consumer): void {
    this.consumers.push(consumer);
    this.past.set(consumer.name, []);
  }

  /** Puts a message on a topic as it would travel: as text, read again by its schema. */
  publish(topic: string, message: Message): void {
    const { key, headers, value } = toWire(message);
    const received = fromWire({ key, headers, value: Buffer.from(value) });
    for (const consumer of this.consumers)
      if (consumer.reads[topic]?.includes(message.type)) this.laneOf(consumer, topic, key).push(received);
  }

  /**
   * Delivers what is next of some lane, and more to the same consumer in the same batch.
   * @param to only these consumers
   * @returns whether there was anything to deliver
   */
  async deliver(
    to: readonly Consumer[],
    pick: number,
    further: readonly FurtherMessage[] = [],
  ): Promise<boolean> {
    const first = choose(this.open(to), pick);
    if (first === undefined) return false;
    const { consumer } = first;
    const batch = [first.waiting.shift() as Message];
    for (const next of further) {
      const message = next.again
        ? choose(this.past.get(consumer.name) ?? [], next.pick)
        : choose(this.open([consumer]), next.pick)?.waiting.shift();
      if (message !== undefined) batch.push(message);
    }
    this.past.get(consumer.name)?.push(...batch);
    await this.hand(consumer, batch);
    return true;
  }

  /** Delivers a message once more to a consumer that had it; nothing when none of them had any. */
  async deliverAgain(to: readonly Consumer[], pick: number): Promise<void> {
    const had = to.flatMap((consumer) =>
      (this.past.get(consumer.name) ?? []).map((message) => ({ consumer, message })),
    );
    const again = choose(had, pick);
    if (again !== undefined) await this.hand(again.consumer, [again.message]);
  }

  private async hand(consumer: Consumer, batch: readonly Message[]): Promise<void> {
    this.tell(() => `  ${consumer.name} gets ${batch.map(inWords).join(', ')}`);
    await consumer.react(batch);
  }

  private open(to: readonly Consumer[]): Lane[] {
    return [...this.lanes.values()].filter(
      ({ consumer, waiting }) => waiting.length > 0 && to.includes(consumer),
    );
  }

  private laneOf(consumer: Consumer, topic: string, key: string): Message[] {
    const name = `${consumer.name} ${topic} ${key}`;
    const lane = this.lanes.get(name) ?? { consumer, waiting: [] };
    this.lanes.set(name, lane);
    return lane.waiting;
  }
}

/** One of them, by a number of any size; undefined when there is none. */
export function choose<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % from.length];
}

function inWords({ type, data }: Message): string {
  return `${type.replace('com.ordersaga.', '')} ${JSON.stringify(data)}`;
}
