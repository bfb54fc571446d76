import type { Admin, Kafka } from 'kafkajs';
import { BrokerUnavailableError } from '../errors';

/** One admin connection for everything that asks the cluster now and then; made when needed, anew after a failure. */
export class SharedAdmin {
  private admin: Promise<Admin> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /**
   * Asks the cluster something.
   * @throws BrokerUnavailableError when there is no answer in time; else what kafkajs throws
   */
  async ask<T>(question: (admin: Admin) => Promise<T>, deadlineMs: number): Promise<T> {
    const admin = (this.admin ??= this.connect());
    try {
      return await withinDeadline(admin.then(question), deadlineMs);
    } catch (error) {
      if (this.admin === admin) await this.close();
      throw error;
    }
  }

  close(): Promise<void> {
    const admin = this.admin;
    this.admin = undefined;
    void admin?.then((it) => it.disconnect()).catch(() => undefined);
    return Promise.resolve();
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      void admin.disconnect().catch(() => undefined);
      throw error;
    }
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
