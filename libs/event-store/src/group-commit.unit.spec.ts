import fc from 'fast-check';
import { isUnavailable, OverloadedError } from '@ordersaga/postgres';
import type { AppendRequest, Verdict } from './event';
import { GroupCommit, type AppendWriter, type GroupLimits } from './group-commit';

const request = (streamId: string): AppendRequest => ({
  streamId,
  streamType: 't',
  expectedVersion: 'any',
  events: [],
});
const appended = ({ streamId }: AppendRequest): Verdict => ({ streamId, appended: true, version: 1 });

/** A group commit over a function that writes. */
function groupCommit(
  write: (requests: readonly AppendRequest[]) => Promise<(Verdict | undefined)[]>,
  limits?: Partial<GroupLimits>,
  now?: () => number,
  writeAlone: AppendWriter['writeAlone'] = () => Promise.reject(new Error('nothing is held')),
): GroupCommit {
  return new GroupCommit({ writeTogether: write, writeAlone }, limits, now);
}

/** One request of one caller. */
async function one(group: GroupCommit, streamId: string): Promise<Verdict> {
  const [outcome] = await group.append([request(streamId)]);
  if (outcome?.status !== 'fulfilled') throw outcome?.reason;
  return outcome.value;
}

/** A writer that answers when told to, and remembers which streams went together. */
class Writer {
  readonly groups: string[][] = [];
  private release: (() => void)[] = [];

  readonly write = async (requests: readonly AppendRequest[]): Promise<Verdict[]> => {
    this.groups.push(requests.map(({ streamId }) => streamId));
    await new Promise<void>((resolve) => this.release.push(resolve));
    return requests.map(appended);
  };

  async finish(): Promise<void> {
    this.release.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('group commit', () => {
  it('sends the first at once and what comes meanwhile together', async () => {
    const writer = new Writer();
    const group = groupCommit(writer.write);
    const answers = ['a', 'b', 'c'].map((id) => one(group, id));
    expect(writer.groups).toEqual([['a']]);
    await writer.finish();
    await writer.finish();
    await Promise.all(answers);
    expect(writer.groups).toEqual([['a'], ['b', 'c']]);
  });

  it('puts a stream into a group once, keeping the order of its requests', async () => {
    const writer = new Writer();
    const group = groupCommit(writer.write);
    const answers = ['first', 's', 's', 'x', 's'].map((id) => one(group, id));
    for (let i = 0; i < 4; i += 1) await writer.finish();
    await Promise.all(answers);
    expect(writer.groups).toEqual([['first'], ['s', 'x'], ['s'], ['s']]);
  });

  it('halves a crowd that asks again when it is answered', async () => {
    const sizes: number[] = [];
    let most = 0;
    let writing = 0;
    const group = groupCommit(async (requests) => {
      sizes.push(requests.length);
      most = Math.max(most, (writing += 1));
      for (let turn = 0; turn < 5; turn += 1) await settled();
      writing -= 1;
      return requests.map(appended);
    });
    const callers = Array.from({ length: 32 }, async (_, n) => {
      for (let time = 0; time < 10; time += 1) await one(group, `s${n}`);
    });
    await Promise.all(callers);
    expect(most).toBe(2);
    expect(sizes.slice(4, -4)).toEqual(sizes.slice(4, -4).map(() => 16));
    expect(sizes.length).toBeLessThan(26);
  });

  it('never has a stream in two groups at a time, and keeps the order of its requests', async () => {
    const ids = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(ids, async (streams) => {
        const busy = new Set<string>();
        const written: string[] = [];
        const group = groupCommit(async (requests) => {
          for (const { streamId } of requests) {
            expect(busy.has(streamId)).toBe(false);
            busy.add(streamId);
          }
          await new Promise((resolve) => setImmediate(resolve));
          for (const { streamId, expectedVersion } of requests) {
            busy.delete(streamId);
            written.push(`${streamId}@${expectedVersion}`);
          }
          return requests.map(appended);
        });
        const asked = streams.map((stream, n) => ({ ...request(`s${stream}`), expectedVersion: n }));
        await Promise.all(asked.map((each) => group.append([each])));
        for (const stream of new Set(streams)) {
          const of = (list: string[]) => list.filter((each) => each.startsWith(`s${stream}@`));
          expect(of(written)).toEqual(of(asked.map((each) => `${each.streamId}@${each.expectedVersion}`)));
        }
      }),
    );
  });

  it('bounds a group', async () => {
    const writer = new Writer();
    const group = groupCommit(writer.write, { groupSize: 2 });
    const answers = ['a', 'b', 'c', 'd'].map((id) => one(group, id));
    for (let i = 0; i < 3; i += 1) await writer.finish();
    await Promise.all(answers);
    expect(writer.groups).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('turns away at once what comes when too many wait, and takes more when they have gone', async () => {
    const writer = new Writer();
    const group = groupCommit(writer.write, { mostWaiting: 2 });
    const taken = ['a', 'b', 'c'].map((id) => one(group, id));
    const error: unknown = await one(group, 'd').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OverloadedError);
    expect(isUnavailable(error)).toBe(true);
    await writer.finish();
    const later = one(group, 'e');
    for (let i = 0; i < 2; i += 1) await writer.finish();
    await Promise.all([...taken, later]);
    expect(writer.groups).toEqual([['a'], ['b', 'c'], ['e']]);
  });

  it('takes on what one caller brings, however much, and tells what became of each', async () => {
    const groups: string[][] = [];
    const group = groupCommit(
      async (requests) => {
        groups.push(requests.map(({ streamId }) => streamId));
        if (requests.some(({ streamId }) => streamId === 'bad'))
          throw Object.assign(new Error('refused'), { code: '22P02' });
        return requests.map(appended);
      },
      { mostWaiting: 2 },
    );
    const outcomes = await group.append(['a', 'bad', 'b', 'c'].map(request));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(groups).toEqual([['a', 'bad', 'b', 'c'], ['a', 'bad'], ['a'], ['bad'], ['b', 'c']]);
  });

  it('does not write what has waited too long for its turn: who asked has given up', async () => {
    let now = 0;
    const writer = new Writer();
    const group = groupCommit(writer.write, { longestWaitMs: 10_000 }, () => now);
    const first = one(group, 'first');
    const old = one(group, 'old');
    now = 5_000;
    const young = one(group, 'young');
    now = 10_001;
    await Promise.all([
      expect(old).rejects.toThrow(OverloadedError),
      (async () => {
        await writer.finish();
        await writer.finish();
      })(),
    ]);
    await Promise.all([first, young]);
    expect(writer.groups).toEqual([['first'], ['young']]);
  });

  it('turns away who has waited too long also when nobody asks for anything more', async () => {
    jest.useFakeTimers();
    try {
      const group = groupCommit(() => new Promise(() => undefined), { longestWaitMs: 10_000 });
      void one(group, 'under way');
      const waiting = one(group, 'waits').catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(11_500);
      expect(isUnavailable(await waiting)).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  it('goes on when all that waited have waited too long', async () => {
    let now = 0;
    const writer = new Writer();
    const group = groupCommit(writer.write, { longestWaitMs: 10_000 }, () => now);
    const first = one(group, 'first');
    const old = expect(one(group, 'old')).rejects.toThrow(OverloadedError);
    now = 20_000;
    await writer.finish();
    await old;
    const next = one(group, 'next');
    await writer.finish();
    await Promise.all([first, next]);
    expect(writer.groups).toEqual([['first'], ['next']]);
  });

  it('does not repeat a write whose outcome nobody knows', async () => {
    const groups: number[] = [];
    const group = groupCommit(async (requests) => {
      groups.push(requests.length);
      if (requests.length > 1) throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
      return requests.map(appended);
    });
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((id) => one(group, id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(groups).toEqual([1, 2]);
  });

  it('lets what another transaction holds go on alone, and nobody wait for it but its own stream', async () => {
    const alone: string[] = [];
    let letGo = (): void => undefined;
    const group = groupCommit(
      (requests) =>
        Promise.resolve(requests.map((each) => (each.streamId === 'held' ? undefined : appended(each)))),
      {},
      undefined,
      async (each) => {
        alone.push(each.streamId);
        await new Promise<void>((resolve) => (letGo = resolve));
        return appended(each);
      },
    );
    const answered: string[] = [];
    const asked = ['first', 'a', 'held', 'b', 'held', 'c'].map(async (id) => {
      await one(group, id);
      answered.push(id);
    });
    await settled();
    expect(answered.sort()).toEqual(['a', 'b', 'c', 'first']);
    expect(alone).toEqual(['held']);
    letGo();
    await settled();
    expect(alone).toEqual(['held', 'held']);
    letGo();
    await Promise.all(asked);
  });

  it('has two at a time wait for what is held, and tells each why it failed in the end', async () => {
    let waiting = 0;
    let most = 0;
    const group = groupCommit(
      (requests) => Promise.resolve(requests.map(() => undefined)),
      {},
      undefined,
      async () => {
        most = Math.max(most, (waiting += 1));
        await settled();
        waiting -= 1;
        throw new Error('held for too long');
      },
    );
    const outcomes = await group.append(['a', 'b', 'c', 'd', 'e'].map(request));
    const failed = { status: 'rejected', reason: new Error('held for too long') };
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => failed));
    expect(most).toBe(2);
  });

  it('turns away what has waited too long behind others that something holds', async () => {
    let now = 0;
    const alone: string[] = [];
    const group = groupCommit(
      (requests) => Promise.resolve(requests.map(() => undefined)),
      { longestWaitMs: 10_000 },
      () => now,
      async (each) => {
        alone.push(each.streamId);
        await settled();
        now += 8_000;
        return appended(each);
      },
    );
    const outcomes = await group.append(['a', 'b', 'c', 'd', 'e', 'f'].map(request));
    expect(alone).toEqual(['a', 'b', 'c']);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled'],
      ...['rejected', 'rejected', 'rejected'],
    ]);
    expect(outcomes.slice(3).every((each) => 'reason' in each && isUnavailable(each.reason))).toBe(true);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
