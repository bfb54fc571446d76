import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessUser } from '../../processes/server-process';
import { canEnter } from './postgres-user';

/** Where temporary data may go, and where data that lasts may: folders that every user can reach. */
const openFolders = { temporary: [tmpdir(), '/tmp', '/var/tmp'], lasting: ['/var/tmp'] } as const;

const pointerName = 'data-is-in';

/** The folder for a cluster's data, and whether it had to be another than the one asked for. */
export interface PostgresHome {
  readonly folder: string;
  readonly elsewhere: boolean;
  /** The folder that should have held the data and is gone. */
  readonly lost?: string | undefined;
}

/**
 * Makes the folder the cluster lives in, reachable for the user it runs as. Where `wanted` can't be reached by that
 * user (a project below a folder that is closed to others, started as root), the data goes to a folder of its own in
 * /var/tmp, and a note in `wanted` says where.
 */
export function postgresHome(
  wanted: string,
  temporary: boolean,
  user: ProcessUser | undefined,
): PostgresHome {
  const noted = notedHome(wanted);
  if (noted !== undefined && isFolder(noted)) return { folder: noted, elsewhere: true };
  const own = join(wanted, 'cluster');
  mkdirSync(own, { recursive: true });
  if (!user) return { folder: own, elsewhere: false };
  handOver(own, user);
  if (canEnter(user, own)) return { folder: own, elsewhere: false };
  return { folder: homeElsewhere(wanted, temporary, user), elsewhere: true, lost: noted };
}

/** The folder elsewhere that a data folder's note names. */
export function notedHome(wanted: string): string | undefined {
  try {
    return readFileSync(join(wanted, pointerName), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function homeElsewhere(wanted: string, temporary: boolean, user: ProcessUser): string {
  const base =
    openFolders[temporary ? 'temporary' : 'lasting'].find((folder) => canEnter(user, folder)) ?? '/var/tmp';
  const folder = mkdtempSync(join(base, 'ordersaga-'));
  writeFileSync(join(wanted, pointerName), folder);
  handOver(folder, user);
  return folder;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function handOver(folder: string, { uid, gid }: ProcessUser): void {
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
}
