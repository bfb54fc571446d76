import type { ReceivedRecord } from '../port';
import { parkingOf } from './dead-letter';

/** The keys of a group whose messages wait behind a dead letter, per topic. */
export class ParkedKeys {
  private readonly parked = new Set<string>();

  get size(): number {
    return this.parked.size;
  }

  /** Whether a message has to go behind the letters of its key. Messages without a key never do. */
  has(topic: string, key: string | null): boolean {
    return key !== null && this.parked.has(nameOf(topic, key));
  }

  park(topic: string, key: string | null): void {
    if (key !== null) this.parked.add(nameOf(topic, key));
  }

  /** Takes in what a record of the dead-letter topic says. */
  learn(letter: ReceivedRecord): void {
    const parking = parkingOf(letter);
    if (parking === undefined) return;
    const name = nameOf(parking.topic, parking.key);
    if (parking.parked) this.parked.add(name);
    else this.parked.delete(name);
  }
}

function nameOf(topic: string, key: string): string {
  return `${topic}\u0000${key}`;
}
