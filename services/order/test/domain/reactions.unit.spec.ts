import * as fc from 'fast-check';
import type { AnswerCommand, OrderCommand } from '../../src/domain/commands';
import { catalogue, eventsAfter, orderAfter, placing } from './order-scenario';

const shortages = [{ productId: 'keyboard', requested: 2, available: 1 }];
const rejected = (revision = 1): AnswerCommand => ({ type: 'note-stock-rejected', revision, shortages });
const declined = (revision = 1): AnswerCommand => ({ type: 'note-payment-declined', revision });
const completed = (revision = 1): AnswerCommand => ({ type: 'note-payment-completed', revision });
const added: OrderCommand = {
  type: 'add-item',
  productId: 'mouse',
  quantity: 1,
  price: catalogue.get('mouse'),
};

describe('an answer to the current revision decides the order', () => {
  it('fails it when stock is short', () => {
    expect(orderAfter(placing(), rejected())).toMatchObject({
      status: 'failed',
      failure: { reason: 'insufficient-stock', shortages },
    });
  });

  it('fails it when the payment is declined', () => {
    expect(orderAfter(placing(), { ...declined(), detail: 'no funds' } as AnswerCommand)).toMatchObject({
      status: 'failed',
      failure: { reason: 'payment-declined', detail: 'no funds' },
    });
  });

  it('completes it when it is paid', () => {
    expect(orderAfter(placing(), completed())).toMatchObject({ status: 'completed', version: 2 });
  });

  it('counts for a changed order as well', () => {
    expect(orderAfter(placing(), added, completed(2))).toMatchObject({ status: 'completed', revision: 2 });
  });
});

describe.each([
  ['a shortage', rejected],
  ['a declined payment', declined],
  ['a completed payment', completed],
])('%s', (_, reaction) => {
  it.each([1, 3])('of revision %p changes nothing while the order is at 2', (revision) => {
    expect(orderAfter(placing(), added, reaction(revision))).toEqual(orderAfter(placing(), added));
  });

  it('changes nothing the second time', () => {
    expect(eventsAfter(placing(), reaction(), reaction())).toEqual(eventsAfter(placing(), reaction()));
  });

  it('changes nothing after another outcome', () => {
    expect(eventsAfter(placing(), { type: 'cancel' }, reaction())).toHaveLength(2);
  });
});

it('any run of answers leads to at most one outcome, decided by the first that counts', () => {
  const reaction = fc
    .tuple(fc.constantFrom(rejected, declined, completed), fc.integer({ min: 1, max: 3 }))
    .map(([make, revision]) => make(revision));
  fc.assert(
    fc.property(fc.array(reaction, { maxLength: 12 }), fc.boolean(), (reactions, changed) => {
      const before = changed ? [placing(), added] : [placing()];
      const revision = before.length;
      const events = eventsAfter(...before, ...reactions);
      const first = reactions.find((candidate) => candidate.revision === revision);
      expect(events.slice(before.length)).toEqual(
        first === undefined ? [] : eventsAfter(...before, first).slice(before.length),
      );
    }),
  );
});
