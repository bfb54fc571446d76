import { OverloadedError } from '@ordersaga/postgres';
import type { AppendRequest, Verdict } from './event';
import { PatientLane } from './patient-lane';
import { wasRolledBack } from './was-rolled-back';

/** Writes what a group commit hands over. */
export interface AppendWriter {
  /**
   * Writes requests, each stream at most once, in a transaction of its own. A verdict for each, in their order; none for
   * one whose stream another transaction holds: nothing of it is written. It fails with 55P03, and nothing is written at
   * all, when it can't tell which those are.
   */
  writeTogether(requests: readonly AppendRequest[]): Promise<readonly (Verdict | undefined)[]>;
  /** Writes one by itself, and waits for whoever holds its stream. */
  writeAlone(request: AppendRequest): Promise<Verdict>;
}

/** How much is taken on. */
export interface GroupLimits {
  /** Most requests in one group, which bounds the size of a statement; default 500. */
  readonly groupSize: number;
  /** Most requests that wait for their turn, which bounds the memory they take; default 5000. */
  readonly mostWaiting: number;
  /** Longest wait for a turn, milliseconds: who asked will have given up by then; default 10,000. */
  readonly longestWaitMs: number;
}

const usual: GroupLimits = { groupSize: 500, mostWaiting: 5_000, longestWaitMs: 10_000 };

interface Waiting {
  readonly request: AppendRequest;
  readonly since: number;
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

/** So many at least make a second group worth its commit. */
const crowd = 8;

/** How often those are looked for who have waited for too long, milliseconds. */
const lookEveryMs = 1_000;

/**
 * Appends that are asked for while one is on its way go together with the next, so that one flush to disk carries what
 * many callers wait for. Each caller is answered after its own commit. (Group commit: Gawlick and Kinkade, 1985.)
 * A crowd is halved: while one half is written, the other's answers are given and its next requests prepared.
 * What another transaction holds keeps only those waiting who ask for it: they go on by themselves.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private groups = 0;
  /** How many the group that began last has. */
  private newest = 0;
  private soon: NodeJS.Immediate | undefined;
  private again: NodeJS.Timeout | undefined;
  /** What the groups under way write to: a further request for one of these waits, and sees what they did. */
  private readonly underWay = new Set<string>();
  private readonly limits: GroupLimits;
  private readonly held = new PatientLane<Waiting>((entry) => this.writeAlone(entry));

  constructor(
    private readonly writer: AppendWriter,
    limits: Partial<GroupLimits> = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limits = { ...usual, ...limits };
  }

  /**
   * Resolves with what became of each, once the last one is committed, found in conflict or refused. However many they
   * are, they are taken on together: the caller holds them in memory anyway.
   * @throws OverloadedError at once when too many of others wait; nothing of it was written
   */
  async append(requests: readonly AppendRequest[]): Promise<PromiseSettledResult<Verdict>[]> {
    const { mostWaiting } = this.limits;
    if (this.waiting.length + this.held.length >= mostWaiting)
      throw new OverloadedError(`${mostWaiting} appends wait for their turn`);
    const since = this.now();
    const verdicts = requests.map(
      (request) =>
        new Promise<Verdict>((resolve, reject) => this.waiting.push({ request, since, resolve, reject })),
    );
    this.startSoon();
    return Promise.allSettled(verdicts);
  }

  /** Who was answered together asks again in one moment: a second group is to have all of them. */
  private startSoon(): void {
    if (this.groups === 0) this.startGroups();
    else
      this.soon ??= setImmediate(() => {
        this.soon = undefined;
        this.startGroups();
      });
  }

  private startGroups(): void {
    this.turnAwayLate();
    for (let group = this.nextGroup(); group.length > 0; group = this.nextGroup()) void this.run(group);
    this.lookAgain();
  }

  private nextGroup(): readonly Waiting[] {
    return this.mayStart() ? this.takeGroup() : [];
  }

  /** Nobody may ask for anything more while some wait for too long. */
  private lookAgain(): void {
    if (this.waiting.length + this.held.length === 0) return;
    this.again ??= setTimeout(() => {
      this.again = undefined;
      this.startGroups();
    }, lookEveryMs).unref();
  }

  /** The second group only for at least as many as the first one has, or the two would end up as one and a rest. */
  private mayStart(): boolean {
    if (this.groups === 0) return this.waiting.length > 0;
    return this.groups === 1 && this.waiting.length >= Math.max(crowd, this.newest);
  }

  private async run(group: readonly Waiting[]): Promise<void> {
    this.groups += 1;
    this.newest = group.length;
    for (const { request } of group) this.underWay.add(request.streamId);
    const held = await this.commit(group);
    for (const { request } of group) this.underWay.delete(request.streamId);
    for (const entry of held) {
      this.underWay.add(entry.request.streamId);
      this.held.add(entry);
    }
    this.groups -= 1;
    this.startGroups();
  }

  private async writeAlone({ request, resolve, reject }: Waiting): Promise<void> {
    await this.writer.writeAlone(request).then(resolve, reject);
    this.underWay.delete(request.streamId);
    this.startGroups();
  }

  /** Those who have waited longest are first. */
  private turnAwayLate(): void {
    const earliest = this.earliest();
    const inTime = this.waiting.findIndex(({ since }) => since >= earliest);
    const late = this.waiting.splice(0, inTime < 0 ? this.waiting.length : inTime);
    const lateAlone = this.held.take(({ since }) => since < earliest);
    for (const { request } of lateAlone) this.underWay.delete(request.streamId);
    for (const { reject } of [...late, ...lateAlone]) reject(this.tooLate());
  }

  /** Who asked before has given up. */
  private earliest(): number {
    return this.now() - this.limits.longestWaitMs;
  }

  private tooLate(): OverloadedError {
    const { longestWaitMs } = this.limits;
    return new OverloadedError(`an append has waited for its turn for more than ${longestWaitMs} ms`);
  }

  /** The next requests, but no stream twice: a second one must see what the first did, so it goes with a later group. */
  private takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const later: Waiting[] = [];
    const streams = new Set(this.underWay);
    const most = Math.min(this.limits.groupSize, this.share());
    for (const entry of this.waiting) {
      const { streamId } = entry.request;
      const fits = group.length < most && !streams.has(streamId);
      streams.add(streamId);
      (fits ? group : later).push(entry);
    }
    this.waiting = later;
    return group;
  }

  /** Half of all there are, who is under way counted in, as far as they are a crowd. */
  private share(): number {
    const waiting = this.waiting.length;
    const all = waiting + (this.groups === 0 ? 0 : this.newest);
    return all >= 2 * crowd ? Math.ceil(all / 2) : waiting;
  }

  /** @returns those whose stream another transaction holds */
  private async commit(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    try {
      const verdicts = await this.writer.writeTogether(group.map(({ request }) => request));
      verdicts.forEach((verdict, index) => verdict && group[index]?.resolve(verdict));
      return group.filter((_, index) => !verdicts[index]);
    } catch (error) {
      if (group.length > 1 && wasRolledBack(error)) return this.commitApart(group);
      group.forEach(({ reject }) => reject(error));
      return [];
    }
  }

  /** One request that the database refuses must not fail those that happened to go with it: halves until it is alone. */
  private async commitApart(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    const half = Math.ceil(group.length / 2);
    return [...(await this.commit(group.slice(0, half))), ...(await this.commit(group.slice(half)))];
  }
}
