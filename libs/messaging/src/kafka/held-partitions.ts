import type { Consumer as KafkaConsumer } from 'kafkajs';
import type { Logger } from '../port';

/**
 * Partitions that are left alone for a while: nothing is fetched of them, their place stays where it is, and the
 * other partitions, the heartbeats and a rebalance go on meanwhile.
 */
export class HeldPartitions {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private closed = false;

  constructor(
    private readonly consumer: Pick<KafkaConsumer, 'pause' | 'resume'>,
    private readonly logger: Logger,
  ) {}

  hold(topic: string, partition: number, ms: number): void {
    if (this.closed) return;
    const name = `${topic}/${partition}`;
    const which = [{ topic, partitions: [partition] }];
    this.quietly(() => this.consumer.pause(which));
    clearTimeout(this.timers.get(name));
    const resume = () => {
      this.timers.delete(name);
      this.quietly(() => this.consumer.resume(which));
    };
    this.timers.set(name, setTimeout(resume, ms));
  }

  /** No partition is resumed or held any more. */
  close(): void {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** kafkajs throws when its consumer is gone already; then there is nothing to hold either. */
  private quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.logger.debug({ err: error }, 'the kafkajs consumer is gone already');
    }
  }
}
