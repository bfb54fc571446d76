import { Client } from 'pg';
import { scaled, type Bench } from '../bench';
import { runCallers, type Throughput } from '../callers';
import { OrdersOfCallers, type OrderStep } from '../order-events';
import { ownDatabase } from '../own-database';

const clients = 32;
const most = { calls: 200_000, seconds: 5 };

/** The table of events as the event store has it, by itself. */
const createTable = `
  CREATE TABLE reference_events (
    stream_id text NOT NULL,
    version bigint NOT NULL,
    global_position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    event_id uuid NOT NULL,
    type text NOT NULL,
    schema_version integer NOT NULL,
    data json NOT NULL,
    metadata json NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (stream_id, version)
  )`;

const insertEvent = {
  name: 'insert-reference-event',
  text: `INSERT INTO reference_events
    (stream_id, version, event_id, type, schema_version, data, metadata, recorded_at)
    VALUES ($1, $2, $3, $4, 1, $5, $6, $7)`,
};

/** What a database commits when each client sends one INSERT after the other. */
export interface SingleStatementCommits {
  /** Measures for some seconds; meanwhile nothing else should be at work. */
  measure(): Promise<Throughput>;
}

/**
 * The reference for what is committed: 32 connections, each of them sends one prepared INSERT of an order's event after
 * the other, a durable commit each. It is what `pgbench -c 32 -M prepared` does, from Node.js like what is compared with
 * it. The connections stay open until the case ends.
 */
export async function openSingleStatementCommits(bench: Bench): Promise<SingleStatementCommits> {
  const connectionString = await ownDatabase(bench, 'reference');
  const connections = Array.from({ length: clients }, () => new Client({ connectionString }));
  bench.onEnd(async () => void (await Promise.all(connections.map((client) => client.end()))));
  await Promise.all(connections.map((client) => client.connect()));
  await (connections[0] as Client).query(createTable);
  const orders = new OrdersOfCallers();
  const insert = (_: number, caller: number): Promise<unknown> =>
    (connections[caller] as Client).query({ ...insertEvent, values: valuesOf(orders.next(caller)) });
  const load = {
    callers: clients,
    calls: scaled(bench, most.calls, 320),
    seconds: most.seconds * bench.scale,
  };
  await runCallers(bench, { ...load, seconds: load.seconds / 5 }, insert); // to warm up
  return { measure: () => runCallers(bench, load, insert) };
}

function valuesOf({ orderId, version, event }: OrderStep): unknown[] {
  const { eventId, type, data, metadata, recordedAt } = event;
  return [orderId, version, eventId, type, JSON.stringify(data), JSON.stringify(metadata), recordedAt];
}
