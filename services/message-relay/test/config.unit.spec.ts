import { readMessageRelayConfig } from '../src/config';

const read = (OUTBOXES: string | undefined) =>
  readMessageRelayConfig({ KAFKA_BROKERS: 'localhost:9092', OUTBOXES });

describe('the settings of the relay', () => {
  it('name each outbox and its database', () => {
    expect(
      read('order=postgres://localhost/order, stock=postgresql://u:p@db:5432/stock?a=b').OUTBOXES,
    ).toEqual([
      { name: 'order', connectionString: 'postgres://localhost/order' },
      { name: 'stock', connectionString: 'postgresql://u:p@db:5432/stock?a=b' },
    ]);
  });

  it('leave commas inside a URL alone', () => {
    const url = 'postgres://one:5432,two:5432/order';
    expect(read(`order=${url},stock=${url}`).OUTBOXES.map((outbox) => outbox.connectionString)).toEqual([
      url,
      url,
    ]);
  });

  it.each(['order', 'order=', 'order=http://localhost', '=postgres://localhost/order', 'a=postgres://h/a,b'])(
    'refuse %s',
    (text) => expect(() => read(text)).toThrow(/OUTBOXES/),
  );

  it('refuse an outbox that is named twice', () => {
    expect(() => read('a=postgres://h/a,a=postgres://h/b')).toThrow(/twice/);
  });

  it('say that the outboxes are missing', () => {
    expect(() => read(undefined)).toThrow(/OUTBOXES is not set/);
  });
});
