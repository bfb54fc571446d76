import { firstFault, KeyOrders } from './check-delivery';

const sent = ['a1', 'b1', 'a2', 'b2', 'a3'].map((messageId) => ({ key: messageId.slice(0, 1), messageId }));
const faultOf = (...messageIds: string[]): string | undefined => {
  const found = new KeyOrders();
  for (const messageId of messageIds) found.add({ key: messageId.slice(0, 1), messageId });
  return firstFault(sent, found);
};

describe('what was published', () => {
  it('is right when each key has its messages in their order', () => {
    expect(faultOf('b1', 'a1', 'a2', 'a3', 'b2')).toBeUndefined();
  });

  it('may hold messages twice, behind their first time', () => {
    expect(faultOf('a1', 'a2', 'a1', 'a2', 'b1', 'a3', 'b2', 'b1')).toBeUndefined();
  });

  it('is wrong when a message is missing', () => {
    expect(faultOf('a1', 'b1', 'a3', 'b2')).toBe(
      '5 messages were committed, 4 different ones were published',
    );
  });

  it('is wrong when a key is out of order', () => {
    expect(faultOf('a1', 'b1', 'a3', 'a2', 'b2')).toBe('at place 2 of key a is a3 in place of a2');
  });

  it('is wrong when a stranger stands in for a message', () => {
    expect(faultOf('a1', 'b1', 'a2', 'b2', 'c9')).toBe('at place 3 of key a is nothing in place of a3');
  });
});
