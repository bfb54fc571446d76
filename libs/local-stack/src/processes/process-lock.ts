import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

/** A lock that is held by a living process, and by nobody once that process is gone. */
export interface ProcessLock {
  release(): void;
}

/**
 * Takes a lock file. A file left by a process that is gone does not count.
 * @returns the lock, or the process that holds it
 */
export function tryLock(file: string): ProcessLock | { readonly heldBy: ProcessIdentity } {
  const me = identify(process.pid) ?? { pid: process.pid, began: 'unknown' };
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      if (linked(mine, file)) return { release: () => rmSync(file, { force: true }) };
      const holder = readHolder(file);
      if (holder && isAlive(holder)) return { heldBy: holder };
      takeAway(file);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A hard link appears with its content and only where there is none: of two takers one wins. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Removes a dead process' lock; one that somebody else took meanwhile is put back. */
function takeAway(file: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else did
  }
  const found = readHolder(aside);
  if (found && isAlive(found)) linked(aside, file);
  rmSync(aside, { force: true });
}
