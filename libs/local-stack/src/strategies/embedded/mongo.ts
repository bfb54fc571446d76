import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerFailedError } from '../../errors';
import { tailOf } from '../../log-file';
import { ensureModule, javaProject } from '../../maven-cache';
import { runToEnd } from '../../processes/server-process';
import type { Security } from '../../security';
import { findJdkProgram, findOnPath } from '../../toolchain';
import type { StartContext } from '../strategy';
import type { EmbeddedServer, PreparedServer } from './embedded-server';
import { javaCommand, jvmOptions } from './java-command';

const source = join(javaProject, 'mongo', 'MongoOnDisk.java');
const standIn = 'mongo-java-server 1.47.0';

/**
 * A `mongod` of the machine's, or else mongo-java-server on a file: that one speaks MongoDB's protocol, lacks much of
 * MongoDB and never claims to be it.
 */
export const embeddedMongo: EmbeddedServer = {
  name: 'mongo',
  usualPort: 27_017,

  prepare(context) {
    const mongod = findOnPath('mongod', context.env);
    return mongod ? Promise.resolve(realMongo(mongod, context)) : mongoJavaServer(context);
  },
};

function urlOf(query = ''): (port: number) => string {
  return (port) => `mongodb://127.0.0.1:${port}${query}`;
}

function realMongo(command: string, { env, folder, secure }: StartContext): PreparedServer {
  const home = folder.of('mongo');
  const tls = secure && secureMongo(secure, home);
  const place = ['--dbpath', home, '--bind_ip', '127.0.0.1', '--nounixsocket', ...(tls?.options ?? [])];
  const logFile = folder.logFile('mongo');
  return {
    command: (port) =>
      Promise.resolve({ command, args: [...place, '--port', String(port)], env, cwd: home, logFile }),
    url: urlOf(tls?.urlQuery),
  };
}

async function mongoJavaServer(context: StartContext): Promise<PreparedServer> {
  const { env, folder, secure } = context;
  const jars = await ensureModule('mongo', context, (downloaded) => compile(downloaded, context));
  const home = folder.of('mongo-java-server');
  const classPath = `${join(jars, '*')}:${join(jars, 'classes')}`;
  const options = [
    '-Xmx512m',
    '-XX:+UseSerialGC',
    ...jvmOptions,
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  ];
  const program = [...options, '-cp', classPath, 'MongoOnDisk', join(home, 'data.mv'), '127.0.0.1'];
  const certificate = secure ? [secure.serverCert, secure.serverKey] : [];
  const logFile = folder.logFile('mongo');
  return {
    command: (port) =>
      Promise.resolve({
        command: javaCommand(env),
        args: [...program, String(port), standIn, ...certificate],
        env,
        cwd: home,
        logFile,
      }),
    url: urlOf(secure && secureMongo(secure, home).urlQuery),
  };
}

/** MongoDB wants a certificate and its key in one file, of server and client alike. Passwords would need users first. */
function secureMongo(
  { ca, serverCert, serverKey, clientCert, clientKey }: Security,
  home: string,
): { options: string[]; urlQuery: string } {
  const inOneFile = (name: string, ...paths: string[]): string => {
    const file = join(home, name);
    writeFileSync(file, paths.map((path) => readFileSync(path, 'utf8')).join('\n'), { mode: 0o600 });
    return file;
  };
  const server = inOneFile('server.pem', serverCert, serverKey);
  const client = inOneFile('client.pem', clientCert, clientKey);
  return {
    options: ['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', server, '--tlsCAFile', ca],
    urlQuery: `/?tls=true&tlsCAFile=${ca}&tlsCertificateKeyFile=${client}`,
  };
}

async function compile(folder: string, { env, folder: data, warden, progress }: StartContext): Promise<void> {
  progress('compiling its start');
  const logFile = data.logFile('mongo-compile');
  const args = ['-cp', join(folder, '*'), '-d', join(folder, 'classes'), source];
  const command = { command: findJdkProgram('javac', env) ?? 'javac', args, env, cwd: folder, logFile };
  const ending = await runToEnd('mongo-compile', command, warden);
  if (ending !== 'exit code 0')
    throw new ServerFailedError(
      'mongo',
      `${source} could not be compiled (${ending})`,
      logFile,
      tailOf(logFile),
    );
}
