import { emptyPayment, type Payment } from './payment';
import { statusOf } from './payment-status';

const target = { revision: 2, total: 500, hold: false, paymentMethod: 'card-ok' };
const pending = {
  key: 'o1:2',
  kind: 'charge' as const,
  amount: 500,
  revision: 2,
  paymentMethod: 'card-ok',
  failures: 0,
};

describe('the status of a payment', () => {
  it.each<[string, Partial<Payment>]>([
    ['waiting', {}],
    ['waiting', { target: { ...target, hold: true } }],
    ['pending', { target, pending }],
    ['pending', { target, pending, closed: true }],
    ['completed', { target, answeredRevision: 2, charged: 500 }],
    ['waiting', { target: { ...target, revision: 3, hold: true }, answeredRevision: 2, charged: 500 }],
    ['declined', { target, answeredRevision: 2, declinedRevision: 2 }],
    ['completed', { target, answeredRevision: 2, declinedRevision: 1, charged: 500 }],
    ['refunded', { target, closed: true, charged: 500, refunded: 500 }],
    ['closed', { closed: true }],
  ])('is %s for %j', (status, state) => {
    expect(statusOf({ ...emptyPayment('o1'), ...state })).toBe(status);
  });
});
