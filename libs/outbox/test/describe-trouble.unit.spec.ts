import { ConnectionFailedError } from '@ordersaga/postgres';
import { describeTrouble } from '../src/relay/describe-trouble';

const coded = (code: string) => Object.assign(new Error('no'), { code });

describe('what keeps a relay from its outbox', () => {
  it.each([
    [new ConnectionFailedError(coded('3D000')), 'the database of this outbox does not exist yet'],
    [coded('42P01'), 'the outbox is not migrated yet'],
    [new ConnectionFailedError(coded('28P01')), 'the database of this outbox is away'],
    [coded('57P01'), 'the database of this outbox is away'],
  ])('is expected: %s', (error, text) => {
    expect(describeTrouble(error)).toEqual({ text, expected: true });
  });

  it('is a failure when it is anything else', () => {
    expect(describeTrouble(coded('22021'))).toMatchObject({ expected: false });
    expect(describeTrouble(undefined)).toMatchObject({ expected: false });
  });
});
