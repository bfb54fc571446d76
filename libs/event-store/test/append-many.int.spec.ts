import { randomUUID } from 'node:crypto';
import { isUnavailable } from '@ordersaga/postgres';
import { AppendsFailedError, type EventStore } from '../src';
import { event, request, StoreOfThings } from './things';

describe('many appends of one caller', () => {
  let things: StoreOfThings;
  let store: EventStore;

  beforeAll(async () => {
    things = await StoreOfThings.open('append_many');
    ({ store } = things);
  });
  afterAll(() => things?.close());

  const typesOf = (streamId: string) => things.typesOf(streamId);

  it('tells what became of each of many, when some of them cannot be appended', async () => {
    const ids = Array.from({ length: 5 }, () => randomUUID());
    await store.append([request(ids[1]!, 'none', 'a')]);
    const bad = { ...event('bad'), eventId: 'nope' };
    const requests = [
      request(ids[0]!, 'none', 'a'),
      request(ids[1]!, 'none', 'b'),
      { ...request(ids[2]!, 'none', 'a'), events: [bad] },
      request(ids[3]!, 'none', 'what Postgres refuses: \0'),
      request(ids[4]!, 'any', 'a'),
    ];
    const error: unknown = await store.append(requests).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppendsFailedError);
    const { outcomes } = error as AppendsFailedError;
    expect(isUnavailable(error)).toBe(false);
    // Told only when all of them are decided.
    expect(await Promise.all(ids.map((id) => typesOf(id)))).toEqual([['a'], ['a'], [], [], ['a']]);
    expect(outcomes).toMatchObject([
      { value: { appended: true, version: 1 } },
      { value: { appended: false, version: 1 } },
      { reason: { code: 'append-invalid', streamId: ids[2] } },
      { reason: { code: '22021' } },
      { value: { appended: true, version: 1 } },
    ]);
  });

  it('takes more at once than may wait for others', async () => {
    const ids = Array.from({ length: 5_500 }, () => randomUUID());
    const verdicts = await store.append(ids.map((id) => request(id, 'none', 'a')));
    expect(verdicts).toHaveLength(ids.length);
    expect(verdicts.every(({ appended }) => appended)).toBe(true);
  });
});
