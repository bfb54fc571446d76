import type { DeadLetter, DeadLetters, Messaging } from '@ordersaga/messaging';
import { reaching } from './errors';
import type { Contents, Decision, Letter, LetterSource, Outcome } from './letter';

/** What a consumer group has given up. */
export class GroupSource implements LetterSource {
  readonly kind = 'group';
  readonly carriedOutBy: string;
  private readonly letters: DeadLetters;
  private readonly known = new Map<string, DeadLetter>();

  /** @param name of the group, without what stands before all names of its system */
  constructor(
    messaging: Messaging,
    readonly name: string,
    deadLetterTopic: string,
  ) {
    this.carriedOutBy = `a consumer of group ${name}`;
    this.letters = messaging.deadLetters(deadLetterTopic);
  }

  async list(): Promise<Letter[]> {
    const open = await this.reaching(() => this.letters.list());
    return open.map((letter) => this.toLetter(letter));
  }

  async read(letter: Letter): Promise<Contents> {
    const known = this.known.get(nameOf(letter));
    const message = known && (await this.reaching(() => this.letters.read(known)));
    return { headers: message?.headers ?? {}, payload: message?.value };
  }

  decide(letters: readonly Letter[], decision: Decision): Promise<void> {
    const known = letters.flatMap((letter) => this.known.get(nameOf(letter)) ?? []);
    return this.reaching(() => this.letters.decide(known, decision));
  }

  outcomeOf(letter: Letter, decided: Decision): Outcome {
    const known = this.known.get(nameOf(letter));
    return (known && this.letters.outcomeOf(known)) ?? (decided === 'replay' ? 'replayed' : 'discarded');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private reaching<T>(work: () => Promise<T>): Promise<T> {
    return reaching(`dead letters of group ${this.name}`, work);
  }

  private toLetter(known: DeadLetter): Letter {
    const { topic, partition, offset, key, reason, attempts, givenUpAt, waitsFor } = known;
    const { error, errorCode, decision } = known;
    const letter: Letter = {
      ...{ source: this.name, kind: this.kind, id: `${partition}/${offset}`, topic, key },
      ...{ attempts, since: givenUpAt },
      reason: reason === 'parked-behind' ? 'parked' : reason,
      waitsFor: waitsFor === 'consumer' ? 'process' : waitsFor,
      ...(error !== undefined && { error }),
      ...(errorCode !== undefined && { errorCode }),
      ...(decision !== undefined && { decision }),
    };
    this.known.set(nameOf(letter), known);
    return letter;
  }
}

function nameOf({ topic, id }: Letter): string {
  return `${topic}/${id}`;
}
