import { startLocalStack, type LocalStack } from '@ordersaga/local-stack';
import { homeOf } from '@ordersaga/running-system';
import { readKafkaConnection } from '@ordersaga/service-runtime';
import colors from 'picocolors';
import { join, relative, resolve } from 'node:path';
import { parseStartArguments, startUsage, type StartArguments } from './arguments';
import { runDemo } from './demo/demo';
import { readableLines } from './log-lines';
import { overview } from './overview';
import { clientEnvironment, describeStack, StackFile } from './stack-file';
import { supervise } from './supervise';
import { instancesOf, SupervisedServers } from './supervised';
import { startSystem, type RunningSystem } from './system';

const root = resolve(__dirname, '../../..');
const begin = performance.now();
const write = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (who: string, text: string): void => {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  write(`${colors.dim(`${seconds.padStart(6)} s`)}  ${who.padEnd(10)} ${text}`);
};

/** What has to be stopped again, the last first. */
const running: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;

async function main(): Promise<void> {
  const wanted = parseStartArguments(process.argv.slice(2));
  if (wanted.help) return write(startUsage.trimEnd());
  const file = new StackFile(homeOf(root, process.env));
  stopOnSignal();
  const { stack, system } = await start(wanted, file);
  const { kafka } = stack.components;
  const connection = readKafkaConnection({ ...kafka.environment, KAFKA_BROKERS: kafka.url });
  if (wanted.demo) await runDemo(system, connection, write);
  write('');
  overview(stack, system, relative('', file.path)).forEach(write);
  write('');
  write(`Up after ${((performance.now() - begin) / 1000).toFixed(1)} s. Ctrl-C stops all of it.`);
}

async function start(
  { instances }: StartArguments,
  file: StackFile,
): Promise<{ stack: LocalStack; system: RunningSystem }> {
  const dataDir = join(homeOf(root, process.env), 'data');
  const servers = new SupervisedServers();
  const stack = await startLocalStack({
    dataDir,
    ports: 'preferred',
    onProgress: progress,
    onUnexpectedEnd: (component) => servers.ended(component),
  });
  running.push(() => stack.stop());
  progress('services', 'starting');
  const { kafka, postgres, redis, mongo } = stack.components;
  const system = await startSystem({
    root,
    instances,
    backing: { kafka: kafka.url, postgres: postgres.url, redis: redis.url, mongo: mongo.url },
    ports: 'preferred',
    environment: { ...chosen(process.env, /^(LOG_LEVEL$|OTEL_)/), ...clientEnvironment(stack) },
    environmentOf: {
      order: chosen(process.env, /^(HOLD_TIME_MS|SAGA_TIME_LIMIT_MS)$/),
      payment: chosen(process.env, /^(PAYMENT_GATEWAY$|STRIPE_)/),
    },
    onLine: readableLines(write),
    onSpawn: (pid) => stack.warden.register(pid),
    onReady: ({ name, url }) => progress('services', `${name} ready at ${url}`),
  });
  running.push(() => system.stop());
  const describe = (): void => file.write(describeStack(stack, system));
  describe();
  // Should this process be killed, nobody else would.
  stack.warden.removeFolder(file.path);
  running.push(async () => file.remove());
  const report = (line: string): void => progress('ordersaga', line);
  running.push(async () => endSupervision());
  const endSupervision = supervise([...instancesOf(system), ...servers.of(stack)], {
    report,
    onChange: describe,
  });
  return { stack, system };
}

/**
 * What of the environment a service gets to know: how to log and where to send traces, how long orders may take, how
 * payments are made.
 */
function chosen(environment: NodeJS.ProcessEnv, names: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value && names.test(name) ? [[name, value]] : [],
    ),
  );
}

function stopOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // A second Ctrl-C does not wait: the warden ends what is left.
      if (stopping) process.exit(130);
      write('');
      progress('ordersaga', 'stopping');
      void stopAll().then(() => {
        progress('ordersaga', 'stopped; nothing is left running');
        process.exit(0);
      });
    });
}

function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of running.reverse())
      await stop().catch((error: unknown) =>
        progress('ordersaga', `while stopping: ${(error as Error).message}`),
      );
  })();
  return stopping;
}

main().catch(async (error: unknown) => {
  if (stopping) return;
  const { message, stack } = error as Error;
  const expected = typeof (error as { code?: unknown }).code === 'string';
  process.stderr.write(`\n${colors.red('Ordersaga did not start:')} ${expected ? message : stack}\n`);
  await stopAll();
  process.exit(1);
});
