import { execFileSync, spawnSync } from 'node:child_process';
import type { ProcessUser } from '../../processes/server-process';

/** Accounts that are there for a database, or for a program that should own nothing. */
const accounts = ['postgres', '_postgres', 'nobody'] as const;

/** Whether Postgres would refuse to run as we are. */
export function weAreRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account Postgres runs as when we are root; undefined when the machine has none that fits. */
export function unprivilegedUser(): ProcessUser | undefined {
  for (const account of accounts) {
    try {
      return { uid: askId('-u', account), gid: askId('-g', account) };
    } catch {
      // no such account
    }
  }
  return undefined;
}

/** Whether that user gets into this folder: a folder above may be closed to it. */
export function canEnter(user: ProcessUser, folder: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$0" && ls . >/dev/null', folder], { cwd: '/', ...user, env: {} })
      .status === 0
  );
}

/** Whether that user, or we when none is given, can run a program: it may be closed, or lack a library. */
export function canRun(user: ProcessUser | undefined, program: string): boolean {
  return spawnSync(program, ['--version'], { cwd: '/', ...user, env: {} }).status === 0;
}

function askId(which: '-u' | '-g', account: string): number {
  const id = Number(
    execFileSync('id', [which, account], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  if (!Number.isInteger(id) || id === 0) throw new Error(`${account} has no id of its own`);
  return id;
}
