import { MongoClient } from 'mongodb';
import { consume } from './consume';
import { successRateOf, topicsOf, type NaiveSettings } from './settings';

interface OrderDocument {
  readonly _id: string;
  readonly status: string;
  readonly customerId?: string;
  readonly total?: number;
}

/** Keeps a document an order, with its status. */
export async function runSuccessRate(settings: NaiveSettings): Promise<void> {
  const mongo = new MongoClient(settings.mongo, { writeConcern: { w: 'majority' } });
  const { database, collection } = successRateOf(settings);
  const orders = mongo.db(database).collection<OrderDocument>(collection);
  await orders.createIndex({ status: 1 });
  await consume(settings, 'success-rate', [topicsOf(settings).orders], async (message) => {
    const { type, orderId } = message;
    if (type === 'order.placed') {
      const { customerId, total } = message;
      const placed = { status: 'suspended', customerId, total };
      await orders.updateOne({ _id: orderId }, { $setOnInsert: placed }, { upsert: true });
    }
    if (type === 'order.completed' || type === 'order.failed')
      await orders.updateOne({ _id: orderId }, { $set: { status: type.slice('order.'.length) } });
  });
}
