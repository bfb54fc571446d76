import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StrategyUnavailableError } from '../../errors';
import { cacheFolder } from '../../maven-cache';
import type { ProcessUser } from '../../processes/server-process';
import type { StartContext } from '../strategy';
import { completeLinks, findPostgresPackage, type PostgresPackage } from './postgres-package';
import { canRun } from './postgres-user';

/**
 * The folder to run PostgreSQL from. That is the npm package's own where possible; a copy where the package can't be
 * completed, or where the user that Postgres runs as can't get at it.
 * @throws StrategyUnavailableError when there are no binaries for this machine, or they don't run on it
 */
export function postgresBinaries(user: ProcessUser | undefined, { env, progress }: StartContext): string {
  const found = findPostgresPackage();
  if (!found)
    throw new StrategyUnavailableError(`no PostgreSQL package for ${process.platform} on ${process.arch}`);
  if (completeLinks(found.native) && canRun(user, join(found.native, 'bin', 'postgres'))) return found.native;
  const native = join(copyFolder(found, user, env), 'native');
  if (!existsSync(native)) {
    progress('copying its programs to where they can be run from');
    copyPackage(found, dirname(native));
  }
  if (!canRun(user, join(native, 'bin', 'postgres')))
    throw new StrategyUnavailableError(`the PostgreSQL of ${found.native} does not run on this machine`);
  return native;
}

/** Another user reaches nothing below our home: for that one the copy goes where all can read. */
function copyFolder(
  { native, version }: PostgresPackage,
  user: ProcessUser | undefined,
  env: NodeJS.ProcessEnv,
): string {
  if (!user) return join(cacheFolder(env), `postgres-${version}`);
  const hash = createHash('sha256').update(native).digest('hex').slice(0, 8);
  const folder = `/var/tmp/ordersaga-postgres-${version}-${hash}`;
  const owner = lstatSync(folder, { throwIfNoEntry: false });
  if (owner && (owner.uid !== 0 || !owner.isDirectory()))
    throw new StrategyUnavailableError(`${folder} belongs to somebody else: remove it`);
  return folder;
}

/** Copies what running takes; the copy appears complete or not at all, also when two processes make it. */
function copyPackage({ native }: PostgresPackage, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const workshop = mkdtempSync(`${folder}-`);
  try {
    const needed = (path: string): boolean => !path.endsWith('.a') && !path.endsWith('pkgconfig');
    const copy = join(workshop, 'native');
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true, filter: needed });
    completeLinks(copy);
    chmodSync(workshop, 0o755);
    renameSync(workshop, folder);
  } catch (error) {
    rmSync(workshop, { recursive: true, force: true });
    if (!existsSync(join(folder, 'native'))) throw error;
  }
}
