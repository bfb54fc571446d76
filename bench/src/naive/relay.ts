import { Partitioners, type Producer } from 'kafkajs';
import { Pool } from 'pg';
import { kafkaOf } from './consume';
import type { NaiveSettings } from './settings';

const pollEveryMs = 1000;
const listUnsent = 'SELECT id, topic, key, payload FROM outbox WHERE sent_at IS NULL ORDER BY id';
const markSent = 'UPDATE outbox SET sent_at = now() WHERE id = $1';

interface UnsentRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
}

/** Every second: what is unsent goes to Kafka, row by row, each marked when it is acknowledged. Outboxes side by side. */
export async function runRelay(settings: NaiveSettings): Promise<void> {
  const producer = kafkaOf(settings, 'relay').producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  for (const connectionString of Object.values(settings.databases)) {
    const pool = new Pool({ connectionString });
    let busy = false;
    setInterval(() => {
      if (busy) return;
      busy = true;
      sendUnsent(pool, producer)
        // What was not marked is sent again.
        .catch((error: unknown) => process.stderr.write(`relay: ${String(error)}\n`))
        .finally(() => (busy = false));
    }, pollEveryMs);
  }
}

async function sendUnsent(pool: Pool, producer: Producer): Promise<void> {
  const { rows } = await pool.query<UnsentRow>(listUnsent);
  for (const { id, topic, key, payload } of rows) {
    await producer.send({ topic, acks: -1, messages: [{ key, value: JSON.stringify(payload) }] });
    await pool.query(markSent, [id]);
  }
}
