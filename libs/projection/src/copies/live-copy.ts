import { setTimeout as pause } from 'node:timers/promises';
import { isStoreUnavailable } from '../store-unavailable-error';
import { changeCopies, withoutHold, type Copies, type CopyRegister } from './copies';

/** A projection as its queries see it: one of its copies answers. */
export interface Answering<C> {
  /** Asks the copy that answers: all that `ask` reads is of one copy, and of the live one. It may be asked again. */
  answer<T>(ask: (copy: C) => Promise<T>): Promise<T>;
}

/** A projection that has this copy and never another one. */
export function always<C>(copy: C): Answering<C> {
  return { answer: (ask) => ask(copy) };
}

/** Where a live copy says what happens. */
export interface CopyLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

/** How time passes: the process's own unless told. */
export interface Passing {
  /** Milliseconds since some moment; never runs backwards. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** What a live copy is made from. */
export interface LiveCopyOptions<C> {
  readonly register: CopyRegister;
  /** Opens a copy by its name; makes no connection and reads nothing. */
  readonly open: (name: string) => C;
  readonly logger: CopyLog;
  readonly passing?: Passing;
}

/** How often a writer that is held looks, and when it goes on all the same; milliseconds. */
const held = { everyMs: 15, longestMs: 3_000 };

/**
 * The copy of a projection that answers and is written to, as an instance of the service follows it: another one may
 * take its place at any time. Rests on two rules, and on no clock:
 *
 * - Who writes looks up the copy after the events are there. While a rebuild holds writers it waits, for a while: then
 *   it lifts the hold, and the rebuild cannot switch by it any more.
 * - Who asks looks up the copy once more after it has the answer, and asks again if it is another one. An answer is
 *   never of a copy that was removed meanwhile, nor of one that had been taken over before the question was asked.
 */
export class LiveCopy<C> implements Answering<C> {
  private known: { readonly name: string; readonly copy: C } | undefined;
  private readonly passing: Passing;

  constructor(private readonly options: LiveCopyOptions<C>) {
    this.passing = options.passing ?? { now: () => performance.now(), pause };
  }

  /** @throws StoreUnavailableError, and whatever `ask` throws on the live copy */
  async answer<T>(ask: (copy: C) => Promise<T>): Promise<T> {
    for (let asked = this.known ?? (await this.look()); ;) {
      const answer = await outcomeOf(() => ask(asked.copy));
      // Asking the store once more would only double the wait.
      if ('error' in answer && isStoreUnavailable(answer.error)) throw answer.error;
      const live = await this.look();
      if (live.name === asked.name) {
        if ('error' in answer) throw answer.error;
        return answer.value;
      }
      asked = live;
    }
  }

  /**
   * Writes to the live copy, whatever was read before. To be called with events in hand, for all of them.
   * @throws StoreUnavailableError, and whatever `work` throws
   */
  async write(work: (copy: C) => Promise<void>): Promise<void> {
    await work(this.open(await this.untilNotHeld()).copy);
  }

  /**
   * For readiness.
   * @throws StoreUnavailableError
   */
  async check(): Promise<void> {
    await this.look();
  }

  private async look() {
    return this.open(await this.options.register.read());
  }

  private open({ live }: Copies) {
    if (this.known?.name === live) return this.known;
    if (this.known) this.options.logger.info({ copy: live }, 'another copy answers from now on');
    return (this.known = { name: live, copy: this.options.open(live) });
  }

  private async untilNotHeld(): Promise<Copies> {
    const { now, pause: wait } = this.passing;
    for (let hold: string | undefined, since = 0; ;) {
      const copies = await this.options.register.read();
      const current = copies.rebuild?.hold;
      if (current === undefined) return copies;
      if (current !== hold) [hold, since] = [current, now()];
      else if (now() - since > held.longestMs) await this.lift(hold);
      else await wait(held.everyMs);
    }
  }

  /** Whoever holds may have come to an end. If it has not, it cannot switch any more by this hold. */
  private async lift(hold: string): Promise<void> {
    this.options.logger.warn({ hold }, `a rebuild holds writers for more than ${held.longestMs} ms: lifted`);
    await changeCopies(this.options.register, (copies) => withoutHold(copies, hold));
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
