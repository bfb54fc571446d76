import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InvalidMigrationError } from './migration-errors';

/** The migrations of one library or service: a name that stays for good, and the folder of its numbered files. */
export interface MigrationModule {
  readonly name: string;
  readonly directory: string;
}

/** One numbered file, as it is now. */
export interface MigrationFile {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

/**
 * The module's `0001-what-it-does.sql` files in the order of their numbers.
 * @throws InvalidMigrationError when a file has no number, or two have the same
 */
export function readMigrations(module: MigrationModule): MigrationFile[] {
  const files = readdirSync(module.directory).filter((file) => file.endsWith('.sql'));
  const numbers = new Set<string>();
  return files.sort().map((file) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1];
    if (number === undefined)
      throw new InvalidMigrationError(module.name, file, 'is not named like 0001-what-it-does.sql');
    if (numbers.has(number))
      throw new InvalidMigrationError(module.name, file, `repeats the number ${number}`);
    numbers.add(number);
    const text = readFileSync(join(module.directory, file), 'utf8');
    return { name: basename(file, '.sql'), text, checksum: checksumOf(text) };
  });
}

/** Line ends don't count: git may have changed them on the way to this machine. */
function checksumOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
