import { openSources, stopsAmong, type OpenSources } from '@ordersaga/dead-letters';
import type { SystemUnderTest } from './system-under-test';

/** A dead letter that something has to be decided about, as far as it is looked at here. */
export interface OpenLetter {
  readonly source: string;
  readonly id: string;
  readonly key: string | null;
  readonly reason: string;
  readonly parkedBehind: number;
}

/** What `npm run dead-letters -- list` tells, for those who ask again and again and can't start a process each time. */
export class OpenLetters {
  private constructor(private readonly open: OpenSources) {}

  static async of({ audited: { databases, kafka } }: SystemUnderTest): Promise<OpenLetters> {
    const outboxes = Object.entries(databases).map(([name, url]) => ({ name, url }));
    const system = { outboxes, kafka: { brokers: kafka.brokers.split(',') }, prefix: kafka.prefix };
    return new OpenLetters(await openSources(system, {}));
  }

  /** Of one key, or of one source and key, or all. */
  async list(meant: { readonly source?: string; readonly key?: string } = {}): Promise<OpenLetter[]> {
    const lists = await Promise.all(this.open.sources.map((source) => source.list()));
    return lists
      .flatMap(stopsAmong)
      .map(({ letter: { source, id, key, reason }, behind }) => ({
        ...{ source, id, key, reason },
        parkedBehind: behind.length,
      }))
      .filter(({ source, key }) => source === (meant.source ?? source) && key === (meant.key ?? key));
  }

  close(): Promise<void> {
    return this.open.close();
  }
}
