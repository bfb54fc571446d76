import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerSettings } from '../consuming/consumer-settings';
import type { Assignment, Lanes } from '../consuming/lanes';
import type { Consumer, ConsumerHealth } from '../port';
import type { MemoryGroup, MemoryMember, MemoryShare } from './memory-group';

/** A member of a group held in memory. */
export class MemoryConsumer<M> implements Consumer, MemoryMember {
  private pumps: Promise<void>[] = [];
  private shares: readonly MemoryShare[] = [];
  private turn = new AbortController();
  private state: 'not started' | 'joined' | 'stopped' = 'not started';

  constructor(
    private readonly settings: ConsumerSettings<M>,
    private readonly lanes: Lanes<M>,
    private readonly group: MemoryGroup,
  ) {}

  get topics(): readonly string[] {
    return this.settings.topics;
  }

  async start(): Promise<void> {
    if (this.state !== 'not started') return;
    this.state = 'joined';
    await this.group.join(this);
  }

  async stop(): Promise<void> {
    if (this.state === 'joined') await this.group.leave(this);
    this.state = 'stopped';
  }

  health(): ConsumerHealth {
    const detail = this.state === 'joined' ? this.lanes.trouble(60_000) : this.state;
    return detail === undefined ? { ok: true } : { ok: false, detail };
  }

  take(shares: readonly MemoryShare[]): void {
    this.turn = new AbortController();
    this.shares = shares;
    this.settings.tell({ type: 'joined', partitions: assignmentOf(shares) });
    this.pumps = shares.map((share) => this.pump(share, this.turn.signal));
  }

  wake(): void {
    for (const { log } of this.shares) log.wake();
  }

  async letGo(): Promise<void> {
    this.turn.abort();
    this.wake();
    await Promise.all(this.pumps);
    this.pumps = [];
    this.shares = [];
  }

  private async pump({ topic, partition, log }: MemoryShare, signal: AbortSignal): Promise<void> {
    const context = {
      goOn: () => !signal.aborted,
      resolve: ({ offset }: { offset: string }) => this.group.commit(topic, partition, Number(offset) + 1),
    };
    while (!signal.aborted) {
      const records = log.records.slice(this.group.position(topic, partition));
      const lane = this.lanes.of(topic, partition);
      if (records.length === 0 && !lane.hasLettersToSettle) {
        await log.more();
        continue;
      }
      const pause = await lane.work(records, context);
      if (pause) await sleep(pause.ms, undefined, { signal }).catch(() => undefined);
    }
  }
}

function assignmentOf(shares: readonly MemoryShare[]): Assignment {
  const assignment: Record<string, number[]> = {};
  for (const { topic, partition } of shares) (assignment[topic] ??= []).push(partition);
  return assignment;
}
