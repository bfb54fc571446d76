import { eventually } from '@ordersaga/test-kit';
import { OffsetBook, type CommitOffsets } from '../src/kafka/offset-book';
import { silentLogger } from '../src';

type Offsets = Parameters<CommitOffsets>[0]['topics'];

describe('the book of offsets to be committed', () => {
  let commits: Offsets[];
  let answer: () => Promise<void>;

  const open = (everyMs: number) => {
    const commit: CommitOffsets = ({ topics }) => {
      commits.push(topics);
      return answer();
    };
    return new OffsetBook(commit, everyMs, silentLogger);
  };

  beforeEach(() => {
    commits = [];
    answer = () => Promise.resolve();
  });

  it('commits the newest offset of each partition together, after a while', async () => {
    const book = open(10);
    book.mark('t', 0, '1');
    book.mark('t', 0, '2');
    book.mark('t', 1, '7');
    book.mark('u', 0, '3');
    expect(commits).toEqual([]);
    await eventually(() => expect(commits).toHaveLength(1));
    expect(commits[0]).toEqual([
      {
        topic: 't',
        partitions: [
          { partition: 0, offset: '2' },
          { partition: 1, offset: '7' },
        ],
      },
      { topic: 'u', partitions: [{ partition: 0, offset: '3' }] },
    ]);
  });

  it('has one commit under way at a time', async () => {
    let finish!: () => void;
    answer = () => new Promise((resolve) => (finish = resolve));
    const book = open(60_000);
    book.mark('t', 0, '1');
    const first = book.flush();
    await eventually(() => expect(commits).toHaveLength(1));
    book.mark('t', 0, '2');
    const second = book.flush();
    await Promise.resolve();
    expect(commits).toHaveLength(1);
    finish();
    await first;
    await eventually(() => expect(commits).toHaveLength(2));
    finish();
    await second;
  });

  it('commits again what failed, unless something newer is due', async () => {
    answer = () => Promise.reject(new Error('broker away'));
    const book = open(5);
    book.mark('t', 0, '1');
    book.mark('t', 1, '1');
    await book.flush();
    answer = () => Promise.resolve();
    book.mark('t', 0, '2');
    await eventually(() => expect(commits).toHaveLength(2));
    expect(commits[1]?.[0]?.partitions).toEqual([
      { partition: 0, offset: '2' },
      { partition: 1, offset: '1' },
    ]);
  });

  it('sends what is due off before it closes, and takes nothing more', async () => {
    const book = open(1);
    book.mark('t', 0, '1');
    book.close();
    expect(commits).toHaveLength(1);
    book.mark('t', 0, '2');
    await book.flush();
    expect(commits).toHaveLength(1);
  });

  it('forgets, after a rebalance, what belongs to the time before it', async () => {
    const book = open(1);
    book.mark('t', 0, '1');
    book.discard();
    book.mark('t', 0, '2');
    await book.flush();
    expect(commits).toEqual([]);
  });

  it('does not bring a failed commit back after it has been discarded', async () => {
    let fail!: (error: Error) => void;
    answer = () => new Promise((_, reject) => (fail = reject));
    const book = open(1);
    book.mark('t', 0, '1');
    const flushing = book.flush();
    await eventually(() => expect(commits).toHaveLength(1));
    book.discard();
    fail(new Error('ILLEGAL_GENERATION'));
    await flushing;
    await book.flush();
    expect(commits).toHaveLength(1);
  });
});
