import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import type { LocalStack } from '../src';

/** Something written to each server, to be found again later. */
export async function leaveMarks({ components }: LocalStack, mark: string): Promise<void> {
  await Promise.all([
    markKafka(components.kafka.url, mark),
    inPostgres(components.postgres.url, async (client) => {
      await client.query('CREATE TABLE marks (mark text)');
      await client.query('INSERT INTO marks VALUES ($1)', [mark]);
    }),
    inRedis(components.redis.url, (client) => client.set('mark', mark)),
    inMongo(components.mongo.url, (client) =>
      client
        .db('marks')
        .collection('marks')
        .insertOne({ mark }, { writeConcern: { w: 1, j: true } }),
    ),
  ]);
}

/** What the servers have of it. */
export async function findMarks({ components }: LocalStack): Promise<Record<string, unknown>> {
  const [kafka, postgres, redis, mongo] = await Promise.all([
    readKafka(components.kafka.url),
    inPostgres(components.postgres.url, async (client) => {
      const { rows } = await client.query<{ mark: string }>('SELECT mark FROM marks');
      return rows[0]?.mark;
    }),
    inRedis(components.redis.url, (client) => client.get('mark')),
    inMongo(components.mongo.url, async (client) => {
      const found = await client.db('marks').collection<{ mark: string }>('marks').findOne({});
      return found?.mark;
    }),
  ]);
  return { kafka, postgres, redis, mongo };
}

const topic = 'marks';

function kafkaAt(broker: string): Kafka {
  return new Kafka({ brokers: [broker], clientId: 'marks', logLevel: logLevel.NOTHING });
}

async function markKafka(broker: string, mark: string): Promise<void> {
  const kafka = kafkaAt(broker);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ value: mark }] });
  await producer.disconnect();
}

async function readKafka(broker: string): Promise<string | undefined> {
  const consumer = kafkaAt(broker).consumer({ groupId: `marks-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const value = await new Promise<string | undefined>((resolve, reject) => {
    consumer
      .run({ eachMessage: ({ message }) => Promise.resolve(resolve(message.value?.toString())) })
      .catch(reject);
  });
  await consumer.disconnect();
  return value;
}

async function inPostgres<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Does something with a Redis. */
export async function inRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

async function inMongo<T>(url: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await new MongoClient(url).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
