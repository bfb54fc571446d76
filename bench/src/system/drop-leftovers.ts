import type { Namespace } from '@ordersaga/launcher';
import { Redis } from 'ioredis';
import type { Admin } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import type { Bench } from '../bench';
import { plainKafka, plainKafkajs } from '../references/plain-kafkajs';

const owners = ['order', 'stock', 'payment'];

/** Removes what a system has left on the servers, so that the next case finds them as this one did. */
export async function dropLeftovers(
  { backing }: Pick<Bench, 'backing'>,
  namespace: Namespace,
): Promise<void> {
  await dropDatabases(
    backing.postgres,
    owners.map((owner) => namespace.database(owner)),
  );
  await dropTopics(backing.kafka, namespace.prefix);
  await dropKeys(backing.redis, namespace.prefix);
  await dropMongoDatabases(backing.mongo, namespace.prefix);
}

/** Drops databases, whoever is connected. */
export async function dropDatabases(adminUrl: string, names: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const name of names) await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  } finally {
    await client.end();
  }
}

/** Deletes the topics whose names begin with a prefix, and the groups that read them. */
export async function dropTopics(brokers: string, prefix: string): Promise<void> {
  await asAdmin(brokers, async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    const own = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
    // A member that was killed is missed only after a while; such a group is left to Kafka.
    if (own.length > 0) await admin.deleteGroups(own).catch(unlessNotEmpty);
  });
}

/** Removes the keys that begin with a prefix. */
export async function dropKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<
      string[]
    >)
      if (keys.length > 0) await redis.unlink(...keys);
  } finally {
    redis.disconnect();
  }
}

/** Drops the databases whose names begin with a prefix. */
export async function dropMongoDatabases(url: string, prefix: string): Promise<void> {
  const mongo = new MongoClient(url);
  try {
    const { databases } = await mongo.db('admin').admin().listDatabases({ nameOnly: true });
    for (const { name } of databases) if (name.startsWith(prefix)) await mongo.db(name).dropDatabase();
  } finally {
    await mongo.close();
  }
}

/** Forgets how far a consumer group is, once nobody is in it. */
export async function dropGroup(brokers: string, groupId: string): Promise<void> {
  await asAdmin(brokers, async (admin) => void (await admin.deleteGroups([groupId])));
}

function unlessNotEmpty(error: unknown): void {
  if (!(error instanceof plainKafkajs().KafkaJSDeleteGroupsError)) throw error;
}

async function asAdmin(brokers: string, work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = plainKafka(brokers).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}
