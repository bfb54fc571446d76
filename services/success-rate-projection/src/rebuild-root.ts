import type { RebuildTarget } from '@ordersaga/rebuild';
import type { Started } from '@ordersaga/service-runtime';
import { createMongoClient } from './adapters/outbound/mongo/mongo-connection';
import { MongoCopyRegister } from './adapters/outbound/mongo/mongo-copy-register';
import { mongoRebuild } from './adapters/outbound/mongo/mongo-rebuild';
import type { SuccessRateRebuildConfig } from './config';

/** Connects what a rebuild of the success-rate projection needs; what is to be closed is added to `started`. */
export function openSuccessRateRebuild(
  { MONGO_URL, MONGO_DATABASE }: Omit<SuccessRateRebuildConfig, 'ORDER_DATABASE_URL'>,
  started: Started,
): RebuildTarget {
  const mongo = createMongoClient(MONGO_URL);
  started.add('mongo', () => mongo.close());
  const database = mongo.db(MONGO_DATABASE);
  return mongoRebuild(database, new MongoCopyRegister(database));
}
