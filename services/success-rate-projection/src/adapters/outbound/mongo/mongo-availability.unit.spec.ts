import {
  MongoBulkWriteError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  type BulkWriteResult,
} from 'mongodb';
import { StoreUnavailableError } from '@ordersaga/projection';
import { whileAvailable } from './mongo-availability';

const thrownFor = (error: Error): Promise<unknown> =>
  whileAvailable(() => Promise.reject(error)).catch((reason: unknown) => reason);
const answered = (code: number) => new MongoServerError({ message: 'no', code });
/** A bulk write some of whose writes failed, as did the replicas' confirmation. */
function bulkError(failed: number | undefined, unconfirmed?: number): MongoBulkWriteError {
  const result = {
    getWriteConcernError: () => (unconfirmed === undefined ? undefined : { code: unconfirmed }),
  };
  // The driver, too, gives no code when only the confirmation failed.
  const error = { message: 'no', code: failed as number, writeErrors: [] };
  return new MongoBulkWriteError(error, result as unknown as BulkWriteResult);
}

describe('MongoDB is away', () => {
  it.each([
    ['unauthorized', 13],
    ['authentication failed', 18],
    ['user not found', 11],
    ['reauthentication required', 391],
    ['primary stepped down', 189],
    ['shutdown in progress', 91],
    ['interrupted at shutdown', 11600],
    ['not the primary', 10107],
    ['not the primary, as old servers say it', 10058],
    ['not the primary, and no secondary reads', 13435],
    ['recovering', 13436],
    ['write concern cannot be satisfied', 100],
    ['no server fits the read preference', 133],
    ['temporarily unavailable', 365],
  ])('when a server answers: %s (%i)', async (_meaning, code) => {
    expect(await thrownFor(answered(code))).toBeInstanceOf(StoreUnavailableError);
  });

  it('when there is no server to talk to', async () => {
    expect(await thrownFor(new MongoNetworkError('closed'))).toBeInstanceOf(StoreUnavailableError);
    const nobody = new MongoServerSelectionError('nobody', { type: 'Unknown' } as never);
    expect(await thrownFor(nobody)).toBeInstanceOf(StoreUnavailableError);
  });

  it('when its replicas do not confirm a bulk write in time, whatever else became of it', async () => {
    expect(await thrownFor(bulkError(undefined, 64))).toBeInstanceOf(StoreUnavailableError);
    expect(await thrownFor(bulkError(11_000, 64))).toBeInstanceOf(StoreUnavailableError);
  });

  it.each([
    ['a broken rule of the documents', 121],
    ['a duplicate key', 11_000],
    ['a value it cannot take', 2],
  ])('but not when it answers: %s (%i)', async (_meaning, code) => {
    const alone = answered(code);
    expect(await thrownFor(alone)).toBe(alone);
    const inBulk = bulkError(code);
    expect(await thrownFor(inBulk)).toBe(inBulk);
  });
});
