import { inTransaction } from '@ordersaga/postgres';
import { eventually, openTransaction } from '@ordersaga/test-kit';
import type { SnapshotCursor, StoredEvent, SubscriptionOptions } from '../src';
import { request, SubscriptionStage, typesOf } from './subscription-stage';

describe('a subscription', () => {
  let stage: SubscriptionStage;

  beforeEach(async () => {
    stage = await SubscriptionStage.open();
  });
  afterEach(() => stage.close());

  const cursorOf = async (name = 'test'): Promise<string> =>
    JSON.stringify(
      (await stage.pool.query('SELECT cursor FROM event_subscriptions WHERE name = $1', [name])).rows,
    );

  it('gets what is there and what comes, in order, and goes on there when it starts again', async () => {
    await stage.append('ab');
    const first = stage.subscribe();
    await first.untilCaughtUp(5_000);
    expect(stage.handled).toBe('ab');
    await stage.append('c');
    await eventually(() => expect(stage.handled).toBe('abc'));
    await first.stop();
    await stage.append('de');
    await stage.subscribe().untilCaughtUp(5_000);
    expect(stage.handled).toBe('abcde');
    expect(stage.trouble).toEqual([]);
  });

  it('reads a long log in batches', async () => {
    await stage.append('a'.repeat(1_000));
    const sizes: number[] = [];
    const handle = async (events: readonly StoredEvent[]): Promise<void> => void sizes.push(events.length);
    await stage.subscribe({ batchSize: 300, handle }).untilCaughtUp(5_000);
    expect(sizes).toEqual([300, 300, 300, 100]);
  });

  it.each([100, 250])(
    'has caught up at the end of a step that fills its last batch (%d)',
    async (batchSize) => {
      await stage.append('a'.repeat(500));
      await stage.subscribe({ batchSize }).untilCaughtUp(5_000);
      expect(stage.handled).toHaveLength(500);
    },
  );

  it('gets the types it asks for, of the kind of streams it asks for', async () => {
    await stage.append('abcabc', 's1', 'door');
    await stage.append('abc', 's2', 'window');
    await stage.subscribe({ types: ['a', 'c'], streamTypes: ['door'], batchSize: 2 }).untilCaughtUp(5_000);
    expect(stage.handled).toBe('acac');
    stage.handled = '';
    await stage.subscribe({ name: 'windows', streamTypes: ['window'] }).untilCaughtUp(5_000);
    expect(stage.handled).toBe('abc');
  });

  it('leaves behind what it does not want, also when it wants nothing that is there', async () => {
    await stage.append('a'.repeat(500));
    const first = stage.subscribe({ types: ['never'], batchSize: 100 });
    await first.untilCaughtUp(5_000);
    await first.stop();
    const behind = await cursorOf();
    const { rows } = await stage.pool.query<{ xmax: string }>(
      "SELECT pg_snapshot_xmax((cursor ->> 'previous')::pg_snapshot) > max(transaction_id) AS xmax FROM event_subscriptions, events GROUP BY cursor",
    );
    expect(rows).toEqual([{ xmax: true }]);
    // Nothing is new, so nothing is read and nothing moves.
    await stage.subscribe({ types: ['never'] }).untilCaughtUp(5_000);
    expect(await cursorOf()).toBe(behind);
    expect(stage.handled).toBe('');
  });

  it.each(['handle', 'handleWithin'] as const)('tries a batch again until %s succeeds', async (how) => {
    let failures = 3;
    await stage.append('ab');
    await stage
      .subscribe({
        handle: undefined,
        batchSize: 1,
        [how]: async (events: readonly StoredEvent[]) => {
          if (typesOf(events) === 'b' && failures-- > 0) throw new Error('not yet');
          stage.handled += typesOf(events);
        },
      } as unknown as SubscriptionOptions)
      .untilCaughtUp(5_000);
    expect(stage.handled).toBe('ab');
    expect(stage.trouble).toHaveLength(3);
  });

  it('finishes the batch in hand when it is stopped, and takes no other', async () => {
    await stage.append('ab');
    let finish = (): void => undefined;
    const handle = async (events: readonly StoredEvent[]): Promise<void> => {
      await new Promise<void>((resolve) => (finish = resolve));
      stage.handled += typesOf(events);
    };
    const subscription = stage.subscribe({ handle, batchSize: 1 });
    const inHand = finish;
    await eventually(() => expect(finish).not.toBe(inHand));
    const stopped = subscription.stop();
    finish();
    await stopped;
    expect(stage.handled).toBe('a');
    await stage.subscribe().untilCaughtUp(5_000);
    expect(stage.handled).toBe('ab');
  });

  it('begins at the end when told to, and stays there though it stops at once', async () => {
    await stage.append('old');
    const first = stage.subscribe({ from: 'end' });
    await first.untilCaughtUp(5_000);
    await first.stop();
    await stage.append('new');
    await stage.subscribe({ from: 'end' }).untilCaughtUp(5_000);
    expect(stage.handled).toBe('new');
  });

  it('goes on from where a rebuild has read to', async () => {
    await stage.append('abc');
    let rebuilt = '';
    let from: SnapshotCursor | 'beginning' = 'beginning';
    for await (const { events, cursor } of stage.store.readLog('beginning', { batchSize: 2 })) {
      rebuilt += typesOf(events);
      from = cursor;
    }
    await stage.append('d');
    await stage.subscribe({ from }).untilCaughtUp(5_000);
    expect([rebuilt, stage.handled]).toEqual(['abc', 'd']);
  });

  it('catches up with what is committed, though another transaction stays open', async () => {
    const stranger = await openTransaction(stage.pool);
    await stage.store.appendWithin(stranger, [request('stranger', 'x')]);
    await stage.append('ab');
    const subscription = stage.subscribe();
    await subscription.untilCaughtUp(5_000);
    expect(stage.handled).toBe('ab');
    await stranger.query('COMMIT');
    stranger.release();
    await subscription.untilCaughtUp(5_000);
    expect(stage.handled).toBe('abx');
  });

  it('says it when it has not caught up in time', async () => {
    await stage.append('a');
    const subscription = stage.subscribe({ handle: () => Promise.reject(new Error('never')) });
    const late = subscription.untilCaughtUp(100);
    await expect(late).rejects.toMatchObject({
      code: 'catch-up-timeout',
      subscription: 'test',
      timeoutMs: 100,
    });
  });

  it('is woken by an append of its store, and by hand for one that it cannot know of', async () => {
    const subscription = stage.subscribe({ pollMs: 60_000 });
    await subscription.untilCaughtUp(5_000);
    await stage.append('a');
    await eventually(() => expect(stage.handled).toBe('a'));
    await inTransaction(stage.pool, (client) => stage.store.appendWithin(client, [request('s', 'b')]));
    subscription.wake();
    await eventually(() => expect(stage.handled).toBe('ab'));
  });

  it.each([{ name: '' }, { batchSize: 0 }, { pollMs: 0 }, { leaseMs: -1 }])('refuses %j', (options) => {
    expect(() => stage.subscribe(options)).toThrow(
      expect.objectContaining({ code: 'subscription-invalid' }) as Error,
    );
  });
});
