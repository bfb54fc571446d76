import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ServerFailedError } from '../../errors';
import { tailOf } from '../../log-file';
import { ensureModule, javaProject } from '../../maven-cache';
import { runToEnd, type ServerCommand } from '../../processes/server-process';
import type { Security } from '../../security';
import type { StartContext } from '../strategy';
import type { EmbeddedServer } from './embedded-server';
import { javaCommand, jvmOptions, shortRunOptions } from './java-command';
import { kafkaClientSettings, kafkaSecurity, scramUsers } from '../kafka-security';
import { kafkaProperties, type KafkaDoor } from '../kafka-settings';

const log4jSettings = join(javaProject, 'kafka', 'log4j2.properties');
const anyControllerPort = 9_193;
const anyDoorPort = 9_293;

/** Apache Kafka from Maven Central, one node in KRaft mode. */
export const embeddedKafka: EmbeddedServer = {
  name: 'kafka',
  usualPort: 9092,

  async prepare(context) {
    const jars = join(await ensureModule('kafka', context, () => Promise.resolve()), '*');
    const home = context.folder.of('kafka');
    const logDir = join(home, 'log');
    if (!existsSync(join(logDir, 'meta.properties'))) await format(jars, home, context);
    const logFile = context.folder.logFile('kafka');
    const doors = await openDoors(context);
    const { secure } = context;
    const security = secure && kafkaSecurity(secure, await keystore(secure, home));
    return {
      command: async (port) => {
        const controllerPort = await context.ports.allocate(anyControllerPort);
        const settings = join(home, 'server.properties');
        await writeFile(settings, kafkaProperties({ port, controllerPort, logDir, doors, security }));
        return serverCommand(jars, settings, home, logFile, context.env);
      },
      url: (port) => `127.0.0.1:${port}`,
      ...(secure && { environment: kafkaClientSettings(secure) }),
      describeVersion: (asked) => /Kafka version: (\S+)/.exec(readFileSync(logFile, 'utf8'))?.[1] ?? asked,
    };
  },
};

/** Once for all starts: what is in between goes on leading to the same ports. */
async function openDoors({ kafkaDoors, ports }: StartContext): Promise<KafkaDoor[]> {
  const doors: KafkaDoor[] = [];
  for (const [name, open] of Object.entries(kafkaDoors)) {
    const port = await ports.allocate(anyDoorPort);
    doors.push({ name, port, advertisedPort: await open(port) });
  }
  return doors;
}

function serverCommand(
  jars: string,
  settings: string,
  cwd: string,
  logFile: string,
  env: NodeJS.ProcessEnv,
): ServerCommand {
  const heap = ['-Xmx512m', '-Xms256m', '-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'];
  const logging = `-Dlog4j2.configurationFile=${pathToFileURL(log4jSettings).href}`;
  return {
    command: javaCommand(env),
    args: [...heap, ...jvmOptions, logging, '-cp', jars, 'kafka.Kafka', settings],
    env,
    cwd,
    logFile,
  };
}

/** Kafka wants the key and the certificate in one file. */
async function keystore({ serverCert, serverKey }: Security, home: string): Promise<string> {
  const file = join(home, 'keystore.pem');
  await writeFile(file, [serverKey, serverCert].map((path) => readFileSync(path, 'utf8')).join('\n'), {
    mode: 0o600,
  });
  return file;
}

/** Gives the storage its cluster id, beside its place, so that a format that was interrupted leaves nothing behind. */
async function format(
  jars: string,
  home: string,
  { env, folder, warden, progress, secure }: StartContext,
): Promise<void> {
  progress('formatting its storage');
  const unfinished = join(home, 'log.new');
  const settings = join(home, 'format.properties');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(
    settings,
    kafkaProperties({ port: 9092, controllerPort: anyControllerPort, logDir: unfinished }),
  );
  const logFile = folder.logFile('kafka-format');
  const tool = [
    '-cp',
    jars,
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    clusterId(),
    '--config',
    settings,
    ...(secure ? scramUsers(secure) : []),
  ];
  const command = { command: javaCommand(env), args: [...shortRunOptions, ...tool], env, cwd: home, logFile };
  const ending = await runToEnd('kafka-format', command, warden);
  if (ending !== 'exit code 0')
    throw new ServerFailedError(
      'kafka',
      `its storage could not be formatted (${ending})`,
      logFile,
      tailOf(logFile),
    );
  await rename(unfinished, join(home, 'log'));
}

/** 16 random bytes as Kafka writes a UUID; a leading dash would look like an option. */
function clusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}
