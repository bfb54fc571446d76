import type { Message } from '@ordersaga/contracts';
import { ActsInTurn, type CustomerAct } from './acts';

const seen = (type: Message['type']): Message => ({ type }) as Message;
const reserved = seen('com.ordersaga.stock.reserved.v1');
const acts: CustomerAct[] = [
  { after: reserved.type, path: 'items' },
  { after: reserved.type, path: 'confirm' },
];

describe('what a customer does on the way', () => {
  it('is done one after the other, each once its step was seen', async () => {
    const done: string[] = [];
    const inTurn = new ActsInTurn(acts, async ({ path }) => void done.push(path));
    inTurn.seen(seen('com.ordersaga.order.placed.v1'));
    expect(done).toEqual([]);
    inTurn.seen(reserved);
    expect(done).toEqual(['items']);
    inTurn.seen(reserved);
    inTurn.seen(reserved);
    await inTurn.done();
    expect(done).toEqual(['items', 'confirm']);
  });

  it('is not done before all of it is answered, and tells what was refused', async () => {
    const refuse: ((error: Error) => void)[] = [];
    const inTurn = new ActsInTurn(acts, () => new Promise<void>((_, reject) => void refuse.push(reject)));
    inTurn.seen(reserved);
    const outcome = expect(inTurn.done()).rejects.toThrow('409');
    refuse[0]?.(new Error('409'));
    await outcome;
  });
});
