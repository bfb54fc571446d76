import type { Admin } from 'kafkajs';
import { BrokerUnavailableError } from '../errors';
import type { KafkaClient, OpenClient } from './kafka-client';

interface OpenAdmin {
  readonly client: KafkaClient;
  readonly admin: Admin;
  readonly connected: Promise<void>;
  /** Questions without an answer yet. */
  asked: number;
}

/** One admin connection for everything that asks the cluster now and then; made when needed, anew after a failure. */
export class SharedAdmin {
  private current: OpenAdmin | undefined;

  constructor(private readonly openClient: OpenClient) {}

  /**
   * Asks the cluster something. A failure costs nobody else an answer: its connection is closed once all have theirs.
   * @throws BrokerUnavailableError when there is no answer in time; else what kafkajs throws
   */
  async ask<T>(question: (admin: Admin) => Promise<T>, deadlineMs: number): Promise<T> {
    const current = (this.current ??= this.open());
    current.asked += 1;
    try {
      return await withinDeadline(
        current.connected.then(() => question(current.admin)),
        deadlineMs,
      );
    } catch (error) {
      if (this.current === current) this.current = undefined;
      throw error;
    } finally {
      current.asked -= 1;
      if (this.current !== current && current.asked === 0) void dispose(current);
    }
  }

  async close(): Promise<void> {
    const current = this.current;
    this.current = undefined;
    if (current) await dispose(current);
  }

  private open(): OpenAdmin {
    const client = this.openClient();
    const admin = client.kafka.admin();
    return { client, admin, connected: admin.connect(), asked: 0 };
  }
}

function dispose({ client, admin }: OpenAdmin): Promise<void> {
  return client.dispose(() => admin.disconnect());
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
