import type { Db } from 'mongodb';
import { MongoDailyTotals } from './mongo-daily-totals';
import { MongoOrderRecords } from './mongo-order-records';

/** A copy's collections, `success_rate_<name>_…`, which are made with their first document. */
export function openCopy(database: Db, name = 'v1') {
  return {
    records: new MongoOrderRecords(database, name),
    days: new MongoDailyTotals(database, name),
  };
}
