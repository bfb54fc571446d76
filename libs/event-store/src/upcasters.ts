import type { StoredEvent } from './event';

/** Turns the data of one schema version of an event type into the next. */
export interface Upcaster {
  readonly type: string;
  readonly fromSchemaVersion: number;
  upcast(data: unknown): unknown;
}

/** Brings events up to their current schema as they are read; what is stored stays as it was written. */
export class Upcasters {
  private readonly steps = new Map<string, Upcaster>();

  constructor(upcasters: readonly Upcaster[] = []) {
    for (const upcaster of upcasters)
      this.steps.set(keyOf(upcaster.type, upcaster.fromSchemaVersion), upcaster);
  }

  /** Applies one step after another until there is none for the version reached. */
  apply(event: StoredEvent): StoredEvent {
    let current = event;
    for (;;) {
      const step = this.steps.get(keyOf(current.type, current.schemaVersion));
      if (!step) return current;
      current = { ...current, data: step.upcast(current.data), schemaVersion: current.schemaVersion + 1 };
    }
  }
}

function keyOf(type: string, schemaVersion: number): string {
  return `${type}@${schemaVersion}`;
}
