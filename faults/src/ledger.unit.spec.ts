import { Ledger, type LoggedOrder } from './ledger';

const logged = (customerId: string, orderId: string, outcomes = 1): LoggedOrder => ({
  ...{ customerId, orderId, outcomes },
});

describe('the ledger', () => {
  let ledger: Ledger;
  beforeEach(() => (ledger = new Ledger()));

  const accepted = (key: string, ...orderIds: string[]): void => {
    const wish = ledger.wish(key);
    for (const orderId of orderIds) ledger.accept(wish, orderId);
  };

  it('finds nothing wrong with orders that have an outcome, nor with those nobody was promised', () => {
    accepted('a', 'order-a');
    ledger.enter('kill -9 order');
    accepted('b', 'order-b');
    accepted('c');
    accepted('d');
    const { byFault, faults } = ledger.reckon([
      logged('a', 'order-a'),
      logged('b', 'order-b'),
      logged('d', 'order-d'), // its answer got lost, and the customer gave up
    ]);
    expect(faults).toEqual([]);
    expect(byFault.get(undefined)).toEqual({ accepted: 1, lost: 0, doubled: 0 });
    expect(byFault.get('kill -9 order')).toEqual({ accepted: 1, lost: 0, doubled: 0 });
  });

  it('calls an accepted order lost that is unknown or undecided', () => {
    ledger.enter('cut network order-kafka');
    accepted('a', 'order-a');
    accepted('b', 'order-b');
    const { byFault, faults } = ledger.reckon([logged('a', 'order-a', 0)]);
    expect(byFault.get('cut network order-kafka')).toEqual({ accepted: 2, lost: 2, doubled: 0 });
    expect(faults).toHaveLength(2);
  });

  it('calls a wish doubled that has led to two orders, whether the customer was told or not', () => {
    accepted('a', 'order-a', 'order-2');
    accepted('b', 'order-b');
    accepted('c');
    const two = (key: string, id: string): LoggedOrder[] => [logged(key, id), logged(key, `${id}-again`)];
    const { byFault } = ledger.reckon([
      logged('a', 'order-a'),
      logged('a', 'order-2'),
      ...two('b', 'order-b'),
      ...two('c', 'order-c'),
    ]);
    expect(byFault.get(undefined)).toEqual({ accepted: 2, lost: 0, doubled: 3 });
  });
});
