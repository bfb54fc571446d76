import { randomBytes } from 'node:crypto';
import type { Queryable } from '@ordersaga/postgres';
import { sql } from '../statements';
import { keyLength, seal, unseal } from './box';
import { InvalidSealingError, SubjectKeyUnreadableError } from './errors';

/** How a key is stored, by its first byte: as it is, or sealed with the master key and bound to the subject. */
const plain = 0;
const wrapped = 1;

interface KeyRow {
  readonly subject: string;
  readonly key: Buffer | null;
}

/**
 * The keys of subjects, in the database and nowhere else: they are asked for each time, so a subject that is forgotten
 * on one instance is forgotten on all.
 */
export class SubjectKeys {
  /** @throws InvalidSealingError when the master key is not 32 bytes */
  constructor(private readonly masterKey: Buffer | undefined) {
    if (masterKey && masterKey.length !== keyLength)
      throw new InvalidSealingError(`a master key has ${keyLength} bytes, not ${masterKey.length}`);
  }

  /**
   * The keys of subjects, with a new one for who has none; a forgotten subject has no entry. One round trip.
   * @throws SubjectKeyUnreadableError
   */
  async ensure(client: Queryable, subjects: ReadonlySet<string>): Promise<Map<string, Buffer>> {
    const names = [...subjects];
    const offered = names.map((subject) => this.wrap(subject, randomBytes(keyLength)));
    return this.ask(client, 'ensure-subject-keys', names, [names, offered]);
  }

  /**
   * The keys that there are of these subjects; a forgotten one has no entry. One round trip, none for nobody.
   * @throws SubjectKeyUnreadableError
   */
  async read(client: Queryable, subjects: ReadonlySet<string>): Promise<Map<string, Buffer>> {
    const names = [...subjects];
    return this.ask(client, 'read-subject-keys', names, [names]);
  }

  /** Destroys a subject's key, also one that is yet to come. */
  async forget(client: Queryable, subject: string): Promise<void> {
    await client.query({ ...sql('forget-subject'), values: [subject] });
  }

  private async ask(
    client: Queryable,
    statement: string,
    subjects: readonly string[],
    values: unknown[],
  ): Promise<Map<string, Buffer>> {
    if (subjects.length === 0) return new Map();
    const { rows } = await client.query<KeyRow>({ ...sql(statement), values });
    return new Map(rows.flatMap(({ subject, key }) => (key ? [[subject, this.unwrap(subject, key)]] : [])));
  }

  private wrap(subject: string, key: Buffer): Buffer {
    return this.masterKey
      ? Buffer.concat([Buffer.of(wrapped), seal(this.masterKey, key, ['subject-key', subject])])
      : Buffer.concat([Buffer.of(plain), key]);
  }

  /** One that was stored without a master key stays readable when there is one now. */
  private unwrap(subject: string, stored: Buffer): Buffer {
    const content = stored.subarray(1);
    if (stored[0] === plain && content.length === keyLength) return content;
    try {
      if (stored[0] === wrapped && this.masterKey)
        return unseal(this.masterKey, content, ['subject-key', subject]);
    } catch (cause) {
      throw new SubjectKeyUnreadableError(subject, { cause });
    }
    throw new SubjectKeyUnreadableError(subject);
  }
}
