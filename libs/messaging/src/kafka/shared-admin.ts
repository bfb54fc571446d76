import type { Admin } from 'kafkajs';
import { BrokerUnavailableError } from '../errors';
import type { KafkaClient, OpenClient } from './kafka-client';

interface OpenAdmin {
  readonly client: KafkaClient;
  readonly admin: Admin;
  readonly connected: Promise<void>;
}

/** One admin connection for everything that asks the cluster now and then; made when needed, anew after a failure. */
export class SharedAdmin {
  private current: OpenAdmin | undefined;

  constructor(private readonly openClient: OpenClient) {}

  /**
   * Asks the cluster something.
   * @throws BrokerUnavailableError when there is no answer in time; else what kafkajs throws
   */
  async ask<T>(question: (admin: Admin) => Promise<T>, deadlineMs: number): Promise<T> {
    const current = (this.current ??= this.open());
    try {
      return await withinDeadline(
        current.connected.then(() => question(current.admin)),
        deadlineMs,
      );
    } catch (error) {
      if (this.current === current) void this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const current = this.current;
    this.current = undefined;
    await current?.client.dispose(() => current.admin.disconnect());
  }

  private open(): OpenAdmin {
    const client = this.openClient();
    const admin = client.kafka.admin();
    return { client, admin, connected: admin.connect() };
  }
}

async function withinDeadline<T>(answer: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const error = new BrokerUnavailableError(`no answer within ${deadlineMs} ms`);
    timer = setTimeout(() => reject(error), deadlineMs);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
