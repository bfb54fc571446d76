import { deadLetterHeader } from '../src';
import { LetterLedger, type LetterCount } from '../src/consuming/letter-ledger';
import { toDecision } from '../src/consuming/letter-record';
import { FetchedRecord } from '../src/consuming/received';
import { readNote } from './conformance/notes';
import { LettersInHand } from './letters-in-hand';

/** What the topic comes to. */
function lettersOn({ letters }: LettersInHand) {
  const ledger = new LetterLedger();
  for (const record of letters.partitions.flatMap(({ records }) => records)) ledger.learn(record);
  return ledger.open();
}

function decide(hand: LettersInHand, decision: 'replay' | 'discard'): void {
  for (const letter of lettersOn(hand))
    hand.letters.append(toDecision('letters', letter, decision, new Date()));
}

describe('a consumer that died after it had given up a message', () => {
  it('is followed by one that neither gives it up nor tries it again', async () => {
    const hand = new LettersInHand();
    hand.fails = ({ n }) => n === 1;
    hand.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
    await hand.workToEnd();
    hand.fails = () => false;
    hand.begin();
    await hand.workToEnd();
    expect(lettersOn(hand).map(({ reason }) => reason)).toEqual(['failed', 'parked-behind']);
    expect(hand.handled).toEqual([]);
  });

  it('is followed by one that does not handle what was discarded meanwhile', async () => {
    const hand = new LettersInHand();
    hand.fails = ({ n }) => n === 1;
    hand.publish({ key: 'a', n: 1 });
    await hand.workToEnd();
    hand.fails = () => false;
    decide(hand, 'discard');
    hand.begin();
    await hand.workToEnd();
    hand.begin();
    await hand.workToEnd();
    expect(hand.handled).toEqual([]);
    expect(lettersOn(hand)).toEqual([]);
  });

  it('is not followed by one that takes a message on a topic made anew for the one given up', async () => {
    const hand = new LettersInHand();
    hand.fails = ({ key }) => key === 'a';
    hand.publish({ key: 'a', n: 1 });
    await hand.workToEnd();
    const made = hand.notes.partitions[0]!.records;
    made.splice(0, 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    hand.publish({ key: 'b', n: 1 });
    hand.begin();
    await hand.workToEnd();
    expect(hand.handled).toEqual([{ key: 'b', n: 1 }]);
  });
});

describe('a replay', () => {
  it('reads each letter, handles them together and tells what became of each', async () => {
    const calls: number[] = [];
    const outcomes: string[] = [];
    const hand = new LettersInHand({
      decode: (record) => (calls.push(1), readNote(record)),
      onEvent: (event) =>
        void (event.type === 'settled' && outcomes.push(`${event.offset} ${event.outcome}`)),
    });
    hand.fails = ({ n }) => n === 1;
    hand.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 }, { key: 'b', n: 1 });
    await hand.workToEnd();
    hand.fails = () => false;
    calls.length = 0;
    decide(hand, 'replay');
    hand.begin();
    await hand.workToEnd();
    expect(outcomes).toEqual(['0 replayed', '1 replayed', '2 replayed']);
    expect(hand.handled.map(({ key, n }) => `${key}${n}`)).toEqual(['a1', 'a2', 'b1']);
  });

  it('does not skip what its letter could not hold and nobody has any more: its key stands still', async () => {
    const hand = new LettersInHand();
    hand.fails = ({ n }) => n === 1;
    hand.publish({ key: 'a', n: 1 }, { key: 'a', n: 2 });
    await hand.workToEnd();
    hand.fails = () => false;
    for (const { records } of hand.letters.partitions)
      for (const [at, letter] of records.entries()) {
        if (letter.headers[deadLetterHeader.reason] !== 'failed') continue;
        const headers = { ...letter.headers, [deadLetterHeader.valueLeftOut]: '9 bytes' };
        records[at] = new FetchedRecord(letter, {
          offset: letter.offset,
          key: letter.rawKey,
          headers,
          value: null,
          timestamp: letter.timestamp,
        });
      }
    decide(hand, 'replay');
    hand.begin();
    await hand.workToEnd();
    expect(lettersOn(hand)).toMatchObject([{ reason: 'failed', errorCode: 'message-gone' }, { key: 'a' }]);
    expect(hand.handled).toEqual([]);
  });
});

describe('the ledger', () => {
  const record = (offset: number, headers: Record<string, string>, key: string | null = 'a') =>
    new FetchedRecord(
      { topic: 'letters', partition: 0 },
      { offset: String(offset), key, value: null, timestamp: new Date(0), headers },
    );
  const from = (offset: number) => ({
    [deadLetterHeader.topic]: 'notes',
    [deadLetterHeader.partition]: '1',
    [deadLetterHeader.offset]: String(offset),
    [deadLetterHeader.timestamp]: '7',
  });
  const given = (offset: number, reason: string) => ({ ...from(offset), [deadLetterHeader.reason]: reason });

  it('counts letters and the keys that stand still behind them', () => {
    const counts: LetterCount[] = [];
    const ledger = new LetterLedger((count) => counts.push(count));
    ledger.learn(record(0, given(5, 'unreadable')));
    ledger.learn(record(1, given(6, 'failed')));
    ledger.learn(record(2, given(7, 'parked-behind')));
    ledger.learn(record(3, given(6, 'failed')));
    ledger.learn(record(4, given(9, 'failed'), null));
    expect([
      ledger.isParked('notes', 'a'),
      ledger.isParked('notes', null),
      ledger.isParked('x', 'a'),
    ]).toEqual([true, false, false]);
    for (const offset of [6, 7])
      ledger.learn(record(9, { ...from(offset), [deadLetterHeader.outcome]: 'replayed' }));
    expect(ledger.isParked('notes', 'a')).toBe(false);
    expect(counts.map(({ keys, letters }) => [keys, letters])).toEqual([
      ...[
        [0, 1],
        [1, 2],
        [1, 3],
        [1, 4],
      ],
      [1, 3],
      [0, 2],
    ]);
  });

  it('is not confused by what is none of ours, or about letters there are not', () => {
    const ledger = new LetterLedger();
    ledger.learn(record(0, { ce_id: 'm' }));
    ledger.learn(record(1, { ...from(1), [deadLetterHeader.reason]: 'released' }));
    ledger.learn(record(2, { ...from(1), [deadLetterHeader.decision]: 'replay' }));
    ledger.learn(record(3, { ...from(1), [deadLetterHeader.outcome]: 'kept', ...given(1, 'failed') }));
    expect(ledger.open()).toEqual([]);
    expect(ledger.movable()).toEqual([]);
  });

  it('orders letters by their messages, however long their offsets are', () => {
    const ledger = new LetterLedger();
    for (const offset of [10, 9, 100, 11]) ledger.learn(record(offset, given(offset, 'failed')));
    expect(ledger.open().map(({ offset }) => offset)).toEqual(['9', '10', '11', '100']);
  });
});
