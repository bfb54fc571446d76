import { eventually } from '@ordersaga/test-kit';
import { RecordRefusedError } from '../../src';
import { noteRecord, numbersOf, type Note } from './notes';
import type { Room } from './room';

/** The publisher, topics and readiness. */
export function describePublishing(room: Room): void {
  describe('publishing and topics', () => {
    it('refuses a record for a topic that does not exist, naming it, after those before it', async () => {
      const good = { topic: room.topic, ...noteRecord({ key: 'a', n: 1 }) };
      const bad = { ...good, topic: `${room.prefix}nowhere` };
      const error = await room.messaging
        .publisher()
        .publish([good, bad, good])
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(RecordRefusedError);
      expect(error).toMatchObject({ code: 'record-refused', reason: 'unknown-topic', index: 1, record: bad });
    });

    it('refuses a record that nobody could encode, naming it, after those before it', async () => {
      const good = { topic: room.topic, ...noteRecord({ key: 'a', n: 1 }) };
      const bad = { ...good, headers: { custom: null as unknown as string } };
      const after = { topic: room.topic, ...noteRecord({ key: 'a', n: 2 }) };
      const publishing = room.messaging.publisher().publish([good, bad, after]);
      await expect(publishing).rejects.toMatchObject({ reason: 'invalid', index: 1, record: bad });
      const seen: Note[] = [];
      await room.consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
      await room.publish({ key: 'a', n: 3 });
      await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1, 3]));
    });

    it('provisions topics again without complaint', async () => {
      await Promise.all(
        [1, 2, 3].map(() =>
          room.messaging.ensureTopics([{ topic: room.topic }, { topic: `${room.prefix}new` }]),
        ),
      );
    });

    it('answers a readiness check', async () => {
      await expect(room.messaging.check()).resolves.toBeUndefined();
    });
  });
}
