import type { ReceivedRecord } from '../port';
import { parkingOf } from './dead-letter';

/** The keys of a group whose messages wait behind a dead letter, per topic. */
export class ParkedKeys {
  private readonly parked = new Set<string>();

  /** @param onChange told how many keys are parked, whenever that changes */
  constructor(private readonly onChange: (keys: number) => void = () => undefined) {}

  get size(): number {
    return this.parked.size;
  }

  /** Whether a message has to go behind the letters of its key. Messages without a key never do. */
  has(topic: string, key: string | null): boolean {
    return key !== null && this.parked.has(nameOf(topic, key));
  }

  park(topic: string, key: string | null): void {
    if (key !== null) this.set(nameOf(topic, key), true);
  }

  /** Takes in what a record of the dead-letter topic says. */
  learn(letter: ReceivedRecord): void {
    const parking = parkingOf(letter);
    if (parking !== undefined) this.set(nameOf(parking.topic, parking.key), parking.parked);
  }

  private set(name: string, parked: boolean): void {
    if (this.parked.has(name) === parked) return;
    if (parked) this.parked.add(name);
    else this.parked.delete(name);
    this.onChange(this.parked.size);
  }
}

function nameOf(topic: string, key: string): string {
  return `${topic}\u0000${key}`;
}
