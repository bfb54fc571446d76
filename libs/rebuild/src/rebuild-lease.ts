import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  changeCopies,
  copyName,
  isStoreUnavailable,
  withoutRebuild,
  type Copies,
  type CopyRegister,
  type Passing,
  type RebuildUnderWay,
} from '@ordersaga/projection';
import { RebuildLostError, RebuildUnderWayError } from './errors';

/** A rebuild gives a sign of life so often; one that gave none for so long has come to an end. Milliseconds. */
const beats = { everyMs: 1_000, deadAfterMs: 10_000, lookEveryMs: 500 };

/** How a lease is taken. */
export interface LeaseOptions {
  readonly passing: Passing;
  /** Calls it off. */
  readonly signal: AbortSignal;
  /** Called when there is another rebuild, before a sign of life of it is waited for. */
  readonly onOther: (other: RebuildUnderWay) => void;
}

/** What has become of a rebuild's copy: it answers, it does not, or another rebuild has taken over. */
export type LeaseEnd = 'answers' | 'ended' | 'lost';

/**
 * That this rebuild is the one under way, as the register tells it. Every step of it is a comparison with what the
 * register has: a rebuild that was only slow, and was taken for dead, can change nothing any more.
 */
export class RebuildLease {
  private readonly lost = new AbortController();
  private ended = false;

  private constructor(
    private readonly register: CopyRegister,
    private readonly id: string,
    /** The name of the copy to fill. Nobody else ever uses it. */
    readonly copy: string,
    /** The name of the copy that answered when the rebuild began. */
    readonly before: string,
    private readonly newest: number,
  ) {}

  /**
   * Announces a rebuild, in the place of one that has come to an end without a word.
   * @throws RebuildUnderWayError when there is another one, alive; StoreUnavailableError
   */
  static async take(register: CopyRegister, options: LeaseOptions): Promise<RebuildLease> {
    const id = randomUUID();
    for (;;) {
      options.signal.throwIfAborted();
      const found = await register.read();
      if (found.rebuild) {
        options.onOther(found.rebuild);
        await untilDead(register, found.rebuild, options);
      }
      const newest = found.newest + 1;
      const copy = copyName(newest);
      const rebuild = {
        id,
        by: `${hostname()}, process ${process.pid}`,
        since: new Date().toISOString(),
        copy,
        beat: 0,
      };
      const copies = { ...found, revision: found.revision + 1, newest, rebuild };
      if (!(await register.replace(found.revision, copies))) continue;
      const lease = new RebuildLease(register, id, copy, found.live, newest);
      void lease.beatOn(options.passing);
      return lease;
    }
  }

  /** Aborted with a RebuildLostError once another rebuild has taken over. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Names of all copies there may be something of, but the one that answers and this rebuild's own. */
  async others(): Promise<string[]> {
    const { live } = await this.change((copies) => copies);
    const all = Array.from({ length: this.newest }, (_, index) => copyName(index + 1));
    return all.filter((name) => name !== live && name !== this.copy);
  }

  /**
   * Keeps those who follow the orders from beginning to write.
   * @returns what tells this hold from any other
   */
  async hold(): Promise<string> {
    const hold = randomUUID();
    await this.change((copies, rebuild) => ({ ...copies, rebuild: { ...rebuild, hold } }));
    return hold;
  }

  /**
   * Lets the new copy answer, if nobody has begun to write since that hold.
   * @returns whether it answers now
   */
  async switchWithin(hold: string): Promise<boolean> {
    const { live } = await this.change((copies, rebuild) =>
      rebuild.hold === hold ? { ...copies, live: this.copy } : copies,
    );
    return live === this.copy;
  }

  /** Lets those who follow the orders write again. */
  async release(): Promise<void> {
    await this.change((copies, { hold: _hold, ...rebuild }) => ({ ...copies, rebuild }));
  }

  /**
   * Ends the rebuild, whatever became of it: it can change nothing any more.
   * @throws StoreUnavailableError
   */
  async end(): Promise<LeaseEnd> {
    this.ended = true;
    let own = false;
    const { live } = await changeCopies(this.register, (copies) => {
      // When an answer got lost this is done twice, and the second time finds it done.
      own = copies.rebuild ? copies.rebuild.id === this.id : own;
      return copies.rebuild?.id === this.id ? withoutRebuild(copies) : copies;
    });
    if (live === this.copy) return 'answers';
    return own ? 'ended' : 'lost';
  }

  /** @throws RebuildLostError, StoreUnavailableError */
  private change(change: (copies: Copies, own: RebuildUnderWay) => Copies): Promise<Copies> {
    return changeCopies(this.register, (copies) => {
      if (copies.rebuild?.id !== this.id) throw new RebuildLostError();
      return change(copies, copies.rebuild);
    });
  }

  private async beatOn({ pause }: Passing): Promise<void> {
    for (;;) {
      await pause(beats.everyMs);
      if (this.ended) return;
      try {
        await this.change((copies, own) => ({ ...copies, rebuild: { ...own, beat: own.beat + 1 } }));
      } catch (error) {
        // A store that is away takes no sign of life, and shows none to others.
        if (isStoreUnavailable(error)) continue;
        if (!this.ended) this.lost.abort(error);
        return;
      }
    }
  }
}

/**
 * Resolves when a rebuild has given no sign of life for long, or is none any more.
 * @throws RebuildUnderWayError as soon as it has given one
 */
async function untilDead(
  register: CopyRegister,
  other: RebuildUnderWay,
  { passing: { now, pause }, signal }: LeaseOptions,
): Promise<void> {
  const deadline = now() + beats.deadAfterMs;
  while (now() < deadline) {
    await pause(beats.lookEveryMs);
    signal.throwIfAborted();
    const { rebuild } = await register.read();
    if (!rebuild) return;
    if (rebuild.id !== other.id || rebuild.beat !== other.beat) throw new RebuildUnderWayError(rebuild);
  }
}
