import { firstCopies, type Copies, type OrderEvent } from '@ordersaga/projection';
import { Random } from '@ordersaga/test-kit';
import { rebuild, RebuildLostError, type RebuildTarget } from '../src';
import { Process, Stage } from './stage';
import { Turns } from './turns';

describe('a rebuild that another one has taken over from', () => {
  const failure = new Error('the copy was removed meanwhile');
  let turns: Turns;
  let stage: Stage;
  let target: RebuildTarget;

  const rebuilding = (signal?: AbortSignal) => {
    const process = new Process(stage);
    const passing = stage.passingOf(process);
    return rebuild(target, stage.orderLogOf(process), { passing, ...(signal ? { signal } : {}) });
  };

  /** Somebody else took this one for dead. */
  const takeOver = (): void => {
    const { revision, newest, rebuild: own } = stage.register;
    const other = { ...own!, id: 'another', copy: 'v3' };
    stage.register = { ...stage.register, revision: revision + 1, newest: newest + 1, rebuild: other };
  };

  /** What happens when the first events come into the copy. */
  const onAdding = (happens: () => void): void => {
    const build: RebuildTarget['build'] = (name) => ({
      ...stage.targetOf(new Process(stage)).build(name),
      add: async () => {
        happens();
        throw failure;
      },
    });
    target = { ...stage.targetOf(new Process(stage)), build };
  };

  beforeEach(() => {
    turns = new Turns(new Random(1));
    stage = new Stage({ turns });
    stage.log.push({ data: { orderId: 'order-0', version: 1 } } as OrderEvent);
  });

  it('says so, whatever it met with first', async () => {
    onAdding(takeOver);
    const error = await turns.until(rebuilding()).catch((failed: unknown) => failed);
    expect(error).toBeInstanceOf(RebuildLostError);
    expect(error).toMatchObject({ code: 'rebuild-lost', cause: failure });
  });

  it('leaves the other one alone', async () => {
    onAdding(takeOver);
    await expect(turns.until(rebuilding())).rejects.toThrow(RebuildLostError);
    expect(stage.register.rebuild).toMatchObject({ id: 'another', copy: 'v3' });
    expect(stage.register.live).toBe(firstCopies.live);
  });

  it('gives the reason for which it was called off, if it was', async () => {
    const over = new AbortController();
    onAdding(() => {
      takeOver();
      over.abort(failure);
    });
    await expect(turns.until(rebuilding(over.signal))).rejects.toBe(failure);
  });

  it.each<[string, (copies: Copies) => Copies]>([
    ['nobody took over', (copies) => copies],
    ['only the revision moved on', (copies) => ({ ...copies, revision: copies.revision + 1 })],
  ])('tells what it met with when %s', async (_what, change) => {
    onAdding(() => (stage.register = change(stage.register)));
    await expect(turns.until(rebuilding())).rejects.toBe(failure);
    expect(stage.register.rebuild).toBeUndefined();
  });
});
