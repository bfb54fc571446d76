import fc from 'fast-check';
import { splitSends } from '../src/kafka/split-sends';

const record = (topic: string, size: number) => ({ topic, key: 'k', headers: {}, value: 'x'.repeat(size) });
const sizeOf = (records: readonly { topic: string; value: string }[], topic: string) =>
  records.filter((each) => each.topic === topic).reduce((sum, { value }) => sum + value.length, 0);

describe('splitting a publish into sends', () => {
  it('keeps all records in order, and every topic of a send below the limit unless one record is above it', () => {
    const anyRecord = fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 1_000_000 }));
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 20 }), (sizes) => {
        const records = sizes.map(([topic, size]) => record(topic, size));
        const sends = splitSends(records) as (typeof records)[];
        expect(sends.flat()).toEqual(records);
        for (const send of sends) {
          expect(send).not.toHaveLength(0);
          if (send.length > 1)
            for (const topic of ['a', 'b']) expect(sizeOf(send, topic)).toBeLessThan(900_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('sends small records together, over all topics', () => {
    expect(splitSends([record('a', 10), record('b', 10), record('a', 10)])).toHaveLength(1);
  });

  it('counts keys and headers too', () => {
    const headers = { many: Array.from({ length: 100 }, () => Buffer.alloc(5000)) };
    expect(splitSends([1, 2].map(() => ({ topic: 'a', key: 'k', headers, value: null })))).toHaveLength(2);
  });
});
