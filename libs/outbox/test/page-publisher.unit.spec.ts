import fc from 'fast-check';
import { KeySet } from '../src/relay/key-set';
import { PagePublisher } from '../src/relay/page-publisher';
import { PatientSender } from '../src/relay/patient-sender';
import type { OutboxRow } from '../src/relay/relay-store';
import { RecordingPublisher } from './recording-publisher';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const noPause = { first: 0, longest: 0 };

function publisherTo(broker: RecordingPublisher): PagePublisher {
  const shared = { logger: silent, events: {} };
  const sender = new PatientSender({ ...shared, publisher: broker, brokerPauseMs: noPause });
  const patience = { attempts: 2, unknownTopicMs: 0 };
  return new PagePublisher({ ...shared, sender, patience, retryPauseMs: noPause });
}

/** What becomes of each row: taken, refused for good, or taken at a later attempt. */
const fates = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    topic: fc.constantFrom('one', 'two'),
    fate: fc.constantFrom('taken', 'taken', 'taken', 'too-large', 'invalid', 'later'),
  }),
  { maxLength: 25 },
);

describe('publishing a page', () => {
  it('publishes or parks every row; a refused one stops its key from there on and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fates, fc.boolean(), fc.boolean(), async (page, tellsIndex, topicGone) => {
        const broker = new RecordingPublisher();
        broker.tellsIndex = tellsIndex;
        const late = new Set(page.flatMap(({ fate }, n) => (fate === 'later' ? [String(n)] : [])));
        broker.refuses = ({ topic, value }) => {
          if (topicGone && topic === 'two') return 'unknown-topic';
          if (late.delete(value)) return 'too-large';
          const fate = page[Number(value)]?.fate ?? 'taken';
          return fate === 'taken' || fate === 'later' ? undefined : fate;
        };
        const rows = page.map(({ key, topic }, n): OutboxRow => {
          return { id: String(n), topic, key, headers: {}, payload: String(n), insertedAt: 0 };
        });
        const rights = { mayPublish: () => true, over: new AbortController().signal };
        const parked = await publisherTo(broker).publish(rows, new KeySet(), rights);

        const parkedIds = parked.map(({ row }) => row.id);
        const published = [...new Set(broker.records.map((record) => record.value))];
        expect([...published, ...parkedIds].sort()).toEqual(rows.map((row) => row.id).sort());
        for (const key of ['a', 'b', 'c'])
          for (const topic of ['one', 'two']) {
            const mine = rows.filter((row) => row.key === key && row.topic === topic).map((row) => row.id);
            const outcome = [...published, ...parkedIds].filter((id) => mine.includes(id));
            expect(outcome).toEqual(mine);
            const first = parked.find(({ row }) => row.key === key && row.topic === topic);
            if (first) expect(first.reason).toBeDefined();
          }
      }),
      { numRuns: 300 },
    );
  });

  it('parks the rows of a stopped key unsent', async () => {
    const broker = new RecordingPublisher();
    const row = (id: string, key: string): OutboxRow => {
      return { id, topic: 'one', key, headers: {}, payload: id, insertedAt: 0 };
    };
    const stopped = new KeySet([{ topic: 'one', key: 'a' }]);
    const rights = { mayPublish: () => true, over: new AbortController().signal };
    const parked = await publisherTo(broker).publish([row('1', 'a'), row('2', 'b')], stopped, rights);
    expect(parked).toEqual([{ row: row('1', 'a') }]);
    expect(broker.records.map((record) => record.value)).toEqual(['2']);
  });
});
