import type { OrderEvent } from '@ordersaga/projection';
import type { LogPart, OrderLog } from './order-log';
import type { Patience } from './patience';
import type { CopyBuilder } from './rebuild-target';
import type { UnreadableEvent } from './to-order-event';

/** Brings what is in the log into a copy, from its beginning on. */
export class LogFollower<Position> {
  private position: Position | undefined;
  private taken = 0;
  private readonly unreadable = new Map<string, UnreadableEvent>();

  constructor(
    private readonly log: OrderLog<Position>,
    private readonly copy: CopyBuilder,
    private readonly patience: Patience,
    private readonly onEvents: (taken: number) => void,
  ) {}

  /** How many events it has brought; those of a batch that had to be read again count once. */
  get events(): number {
    return this.taken;
  }

  /** The orders that can be followed no further, each with the event at which it stops. */
  get stopped(): readonly UnreadableEvent[] {
    return [...this.unreadable.values()];
  }

  /**
   * Brings everything that is committed by now, and maybe some of what is committed later.
   * @returns how many events that were
   */
  async catchUp(signal: AbortSignal): Promise<number> {
    const before = this.taken;
    await this.patience.with(async (gotOn) => {
      for await (const part of oneAhead(this.log.read(this.position))) {
        signal.throwIfAborted();
        const events = this.readable(part);
        if (events.length > 0) await this.copy.add(events);
        this.position = part.position;
        this.taken += events.length;
        gotOn();
        this.onEvents(this.taken);
      }
    });
    return this.taken - before;
  }

  /** An order stops at what can't be read, as it does for who follows the topic: each later event needs it. */
  private readable({ events, unreadable = [] }: LogPart<Position>): readonly OrderEvent[] {
    for (const event of unreadable)
      if (!this.unreadable.has(event.orderId)) this.unreadable.set(event.orderId, event);
    if (this.unreadable.size === 0) return events;
    return events.filter(
      ({ data: { orderId, version } }) => version < (this.unreadable.get(orderId)?.version ?? Infinity),
    );
  }
}

/** Reads the next part while the last one is worked on. */
async function* oneAhead<P>(parts: AsyncIterable<LogPart<P>>): AsyncGenerator<LogPart<P>> {
  const reading = parts[Symbol.asyncIterator]();
  const next = () => {
    const part = reading.next();
    // It may never be asked for, when the work on the last one fails.
    part.catch(() => undefined);
    return part;
  };
  for (let ahead = next(); ;) {
    const part = await ahead;
    if (part.done) return;
    ahead = next();
    yield part.value;
  }
}
