import type { RelayPublisher, RelayRecord } from '../src/relay/ports';

/** Refuses like the publisher of `@ordersaga/messaging`. */
export class Refused extends Error {
  readonly code = 'record-refused';
  constructor(
    readonly reason: string,
    readonly index?: number,
  ) {
    super(`refused: ${reason}`);
  }
}

/** A broker in memory that can be away, refuse records, and hold sends back. */
export class RecordingPublisher implements RelayPublisher {
  readonly records: RelayRecord[] = [];
  readonly calls: number[] = [];
  away = false;
  refuses: (record: RelayRecord) => string | undefined = () => undefined;
  /** Whether it says which record it refused. */
  tellsIndex = true;
  inFlight = 0;
  mostInFlight = 0;
  gate: Promise<void> = Promise.resolve();

  async publish(records: readonly RelayRecord[]): Promise<void> {
    this.calls.push(records.length);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.gate;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.away) throw Object.assign(new Error('nobody there'), { code: 'broker-unavailable' });
      this.take(records);
    } finally {
      this.inFlight -= 1;
    }
  }

  /** The values published for a key, in order. */
  of(key: string): string[] {
    return this.records.filter((record) => record.key === key).map((record) => record.value);
  }

  private take(records: readonly RelayRecord[]): void {
    const at = records.findIndex((record) => this.refuses(record) !== undefined);
    const record = records[at];
    if (!record) this.records.push(...records);
    else if (!this.tellsIndex) throw new Refused(this.refuses(record) ?? '');
    else {
      if (this.refuses(record) !== 'invalid') this.records.push(...records.slice(0, at));
      throw new Refused(this.refuses(record) ?? '', at);
    }
  }
}
