import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { eventually, stack } from '@ordersaga/test-kit';
import { deadLetterHeader } from '../src';
import { noteRecord, numbersOf, readNote, type Note } from './conformance/notes';
import { kafkaRoom } from './kafka-room';

jest.setTimeout(60_000);

describe('a record with a null header', () => {
  const room = kafkaRoom();
  beforeEach(() => room.open());
  afterEach(() => room.close());

  /** Publishes it as other clients can. kafkajs could too, if it did not measure the header first. */
  async function publishWithNullHeader(key: string, value: string): Promise<void> {
    const byteLength = Buffer.byteLength.bind(Buffer);
    const measure = jest
      .spyOn(Buffer, 'byteLength')
      .mockImplementation((text, ...more) => ((text as unknown) === null ? 0 : byteLength(text, ...more)));
    const kafka = new Kafka({ brokers: stack().kafka.split(','), logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    try {
      await producer.connect();
      const headers = { nothing: null as unknown as string, ce_id: 'm-1' };
      await producer.send({ topic: room.topic, messages: [{ key, value, headers }] });
    } finally {
      measure.mockRestore();
      await producer.disconnect();
    }
  }

  it('goes to the dead letters as any other does, and its partition goes on', async () => {
    const seen: Note[] = [];
    await publishWithNullHeader('a', 'not JSON');
    await room.publish({ key: 'a', n: 2 });
    await room.consumer({ handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
    await eventually(() => expect(numbersOf(seen, 'a')).toEqual([2]));
    const [letter] = await room.letters(1);
    expect(letter?.headers).toMatchObject({ ce_id: 'm-1', [deadLetterHeader.reason]: 'unreadable' });
    expect(letter?.headers).not.toHaveProperty('nothing');
  });

  it('is handled when it can be read', async () => {
    const seen: Note[] = [];
    await publishWithNullHeader('a', noteRecord({ key: 'a', n: 1 }).value);
    const decode = jest.fn(readNote);
    await room.consumer({ decode, handle: (batch) => Promise.resolve(void seen.push(...batch)) }).start();
    await eventually(() => expect(numbersOf(seen, 'a')).toEqual([1]));
    expect(decode.mock.calls[0]?.[0].headers).toEqual({ ce_id: 'm-1' });
  });
});
