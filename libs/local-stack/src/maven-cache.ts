import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ServerFailedError } from './errors';
import { tailOf } from './log-file';
import { runToEnd } from './processes/server-process';
import { tryLock, type ProcessLock } from './processes/process-lock';
import type { StartContext } from './strategies/strategy';

/** The modules of `java/pom.xml`, each with what one server needs. */
export type MavenModule = 'kafka' | 'redis' | 'mongo';

/** The Maven project with one module a server. */
export const javaProject = join(__dirname, '..', 'java');

/** A step between download and use, such as compiling; works in the folder it gets. */
export type FinishModule = (folder: string) => Promise<void>;

/** The user's cache folder, shared by all clones of the project. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg) return join(xdg, 'ordersaga');
  const home = env['HOME'] || homedir();
  return process.platform === 'darwin'
    ? join(home, 'Library', 'Caches', 'ordersaga')
    : join(home, '.cache', 'ordersaga');
}

/** Where a module's files are or will be: another folder when its pom or sources change. */
export function moduleFolder(module: MavenModule, env: NodeJS.ProcessEnv): string {
  const hash = createHash('sha256').update(readFileSync(join(javaProject, 'pom.xml')));
  const sources = readdirSync(join(javaProject, module)).filter((file) => /\.(xml|java)$/.test(file));
  for (const file of sources.sort()) hash.update(readFileSync(join(javaProject, module, file)));
  return join(cacheFolder(env), 'java', `${module}-${hash.digest('hex').slice(0, 12)}`);
}

/** Whether a module is there already, so that neither Maven nor a network is needed. */
export function isCached(module: MavenModule, env: NodeJS.ProcessEnv): boolean {
  return existsSync(moduleFolder(module, env));
}

/**
 * Gives a module's folder, fetching it with Maven when it isn't there. The folder appears complete or not at all, and
 * of several processes that want it one fetches while the others wait.
 * @throws ServerFailedError with the end of Maven's output
 */
export async function ensureModule(
  module: MavenModule,
  context: StartContext,
  finish: FinishModule,
  settings: readonly string[] = [],
): Promise<string> {
  const folder = moduleFolder(module, context.env);
  if (existsSync(folder)) return folder;
  const parent = join(cacheFolder(context.env), 'java');
  mkdirSync(parent, { recursive: true });
  const lock = await lockMaven(join(parent, 'maven.lock'), context);
  const workshop = join(parent, 'fetching');
  try {
    if (existsSync(folder)) return folder;
    await rm(workshop, { recursive: true, force: true }); // what a killed run left
    await mkdir(workshop);
    await fetchModule(module, workshop, context, settings);
    await finish(join(workshop, module));
    renameSync(join(workshop, module), folder);
    return folder;
  } finally {
    await rm(workshop, { recursive: true, force: true });
    lock.release();
  }
}

/** Maven's own repository isn't made for several Mavens at once, so that all modules share one lock. */
async function lockMaven(file: string, { progress }: StartContext): Promise<ProcessLock> {
  for (let told = false; ;) {
    const lock = tryLock(file);
    if ('release' in lock) return lock;
    if (!told && lock.heldBy.pid !== process.pid) {
      progress(`waiting for process ${lock.heldBy.pid}, which is downloading from Maven`);
      told = true;
    }
    await pause(100);
  }
}

async function fetchModule(
  module: MavenModule,
  target: string,
  { env, folder, warden, progress }: StartContext,
  settings: readonly string[],
): Promise<void> {
  const logFile = folder.logFile(`maven-${module}`);
  progress('downloading from Maven (once)');
  const ticker = setInterval(() => reportDownloads(logFile, progress), 2_000);
  const args = ['-B', '-Dstyle.color=never', '-f', join(javaProject, 'pom.xml'), '-pl', module];
  const command = {
    command: 'mvn',
    args: [...args, `-Dordersaga.target=${target}`, ...settings, 'generate-resources'],
    env,
    cwd: target,
    logFile,
  };
  const ending = await runToEnd(`maven-${module}`, command, warden).finally(() => clearInterval(ticker));
  if (ending !== 'exit code 0')
    throw new ServerFailedError(module, `Maven could not fetch it (${ending})`, logFile, tailOf(logFile));
}

function reportDownloads(logFile: string, progress: (text: string) => void): void {
  const downloads = tailOf(logFile, Infinity).match(/Downloaded from .*/g) ?? [];
  if (downloads.length > 0) progress(`downloading from Maven: ${downloads.length} files so far`);
}
