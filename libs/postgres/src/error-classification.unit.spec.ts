import { ConnectionFailedError } from './connection-failed-error';
import { OverloadedError } from './overloaded-error';
import { errorCodes, isUnavailable, isUniqueViolation } from './error-classification';

const coded = (code: string, more: object = {}) => Object.assign(new Error('no'), { code, ...more });

describe('isUnavailable', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '57P01', '57P03', '57P04', '08006', '53300', '53100'])(
    'takes %s for a database that is down',
    (code) => expect(isUnavailable(coded(code))).toBe(true),
  );

  it.each(['25006', '25P03', '42501', '55P03'])(
    'takes %s for a database that cannot serve just now, whatever is asked of it',
    (code) => expect(isUnavailable(coded(code))).toBe(true),
  );

  it('takes any failure to connect for a database that is away', () =>
    expect(isUnavailable(new ConnectionFailedError(coded('22023')))).toBe(true));

  it('takes a database that cannot keep up for one that is away', () =>
    expect(isUnavailable(new OverloadedError('5,000 appends wait'))).toBe(true));

  it.each(['23505', '40001', '22021', '22023', '55000', '57014', '42P01'])(
    'takes %s for a fault of the statement',
    (code) => expect(isUnavailable(coded(code))).toBe(false),
  );

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Cannot use a pool after calling end on the pool',
    'Driver not Connected',
  ])('knows the driver complaint "%s"', (message) => expect(isUnavailable(new Error(message))).toBe(true));

  it('looks into wrapped errors', () => {
    expect(isUnavailable(new Error('outer', { cause: coded('57P01') }))).toBe(true);
    expect(isUnavailable(Object.assign(new Error('orm'), { driverError: coded('08003') }))).toBe(true);
    expect(isUnavailable(new AggregateError([coded('ECONNREFUSED')]))).toBe(true);
  });

  it('survives causes that run in a circle, and things that are no errors', () => {
    const error = new Error('circle');
    error.cause = error;
    expect(isUnavailable(error)).toBe(false);
    expect(isUnavailable(undefined)).toBe(false);
    expect(isUnavailable('ECONNREFUSED')).toBe(false);
  });
});

describe('errorCodes', () => {
  it('lists the codes of an error and of what it wraps, outermost first', () => {
    const error = new ConnectionFailedError(coded('3D000', { cause: coded('ECONNRESET') }));
    expect(errorCodes(error)).toEqual(['CONNECTION_FAILED', '3D000', 'ECONNRESET']);
    expect(errorCodes(undefined)).toEqual([]);
  });
});

describe('isUniqueViolation', () => {
  const violation = coded('23505', { constraint: 'orders_pkey' });

  it('tells constraints apart', () => {
    expect(isUniqueViolation(violation)).toBe(true);
    expect(isUniqueViolation(violation, 'orders_pkey')).toBe(true);
    expect(isUniqueViolation(violation, 'inbox_pkey')).toBe(false);
    expect(isUniqueViolation(coded('23503'))).toBe(false);
  });
});
