import { MongoClient } from 'mongodb';
import type { SuccessRate } from './projection-answers';

/** Longest that a count may take, milliseconds: more than the service grants a customer's query. */
const longestCountMs = 120_000;

interface Group {
  readonly _id: string;
  readonly orders: number;
}

/**
 * How the success rate's orders stand, counted where they are stored: an answer over so many orders takes longer than a
 * customer waits where a server has no index for it.
 */
export async function countOrders(url: string, database: string): Promise<SuccessRate> {
  const mongo = new MongoClient(url);
  try {
    const stages = [{ $group: { _id: '$status', orders: { $sum: 1 } } }];
    const groups = mongo.db(database).collection('success_rate_v1_orders').aggregate<Group>(stages, {
      maxTimeMS: longestCountMs,
    });
    const byStatus = new Map((await groups.toArray()).map(({ _id, orders }) => [_id, orders]));
    const total = [...byStatus.values()].reduce((sum, orders) => sum + orders, 0);
    return { total, open: byStatus.get('suspended') ?? 0, successful: byStatus.get('completed') ?? 0 };
  } finally {
    await mongo.close();
  }
}
