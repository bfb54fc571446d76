import type { LetterLedger } from '../consuming/letter-ledger';
import type { Letter } from '../consuming/letter-record';
import type { LetterSource } from '../consuming/letter-source';
import type { FetchedRecord } from '../consuming/received';
import { DeadLetterFollower, type DeadLetterPlace } from './dead-letter-follower';
import { LetterReader } from './letter-reader';

/** A dead-letter topic on Kafka, and the ledger that is kept of it. */
export class KafkaLetterSource implements LetterSource {
  private readonly follower: DeadLetterFollower;
  private readonly reader: LetterReader;

  constructor(
    place: DeadLetterPlace,
    readonly ledger: LetterLedger,
  ) {
    this.follower = new DeadLetterFollower(place, ledger);
    this.reader = new LetterReader(place);
  }

  catchUp(): Promise<void> {
    return this.follower.catchUp();
  }

  read(letters: readonly Letter[]): Promise<Map<Letter, FetchedRecord>> {
    return this.reader.read(letters);
  }
}
