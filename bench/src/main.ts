import { resolve } from 'node:path';
import { startLocalStack, type LocalStack } from '@ordersaga/local-stack';
import { benchUsage, parseBenchArguments, UsageError, type BenchArguments } from './arguments';
import { cases } from './cases';
import { jsonOf } from './json';
import { machineOf } from './machine';
import type { Outcome } from './outcome';
import { runCase } from './run-case';
import { announcementOf } from './schedule';
import { tableOf } from './table';

const root = resolve(__dirname, '../..');
const begin = performance.now();
const interrupted = 130;

const progress = (line: string): void => {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stderr.write(`${seconds.padStart(7)} s  ${line}\n`);
};

/** @returns the exit code */
async function main(): Promise<number> {
  const wanted = parseBenchArguments(process.argv.slice(2), cases);
  if (wanted.help) {
    process.stdout.write(benchUsage(cases));
    return 0;
  }
  const signal = abortOnSignals();
  const stack = await startLocalStack({
    dataDir: 'temporary',
    ports: 'any',
    onProgress: (component, text) => progress(`${component.padEnd(14)} ${text}`),
  });
  try {
    const outcomes = await runAll(wanted, stack, signal);
    if (signal.aborted) return interrupted;
    process.stdout.write(wanted.json ? jsonOf(outcomes) : textOf(outcomes, stack));
    return outcomes.some((outcome) => 'failure' in outcome) ? 1 : 0;
  } finally {
    progress('stopping the servers');
    await stack.stop();
  }
}

/** One after the other, so that nothing of one is at work while another is measured. */
async function runAll(wanted: BenchArguments, stack: LocalStack, signal: AbortSignal): Promise<Outcome[]> {
  const { kafka, postgres, redis, mongo } = stack.components;
  const { repetitions, scale } = wanted;
  const surroundings = {
    ...{ root, repetitions, scale, signal, progress },
    backing: { kafka: kafka.url, postgres: postgres.url, redis: redis.url, mongo: mongo.url },
    onSpawn: (pid: number) => stack.warden.register(pid),
  };
  const outcomes: Outcome[] = [];
  for (const [index, benchCase] of wanted.cases.entries()) {
    if (signal.aborted) break;
    progress(`${benchCase.name.padEnd(14)} ${announcementOf(wanted.cases, index, wanted)}`);
    const outcome = await runCase(benchCase, surroundings);
    if ('failure' in outcome && !signal.aborted) progress(`${outcome.name} failed: ${outcome.failure.stack}`);
    outcomes.push(outcome);
  }
  return outcomes;
}

function textOf(outcomes: readonly Outcome[], stack: LocalStack): string {
  return [...tableOf(outcomes), '', machineOf(stack)].map((line) => `${line}\n`).join('');
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      // A second Ctrl-C does not wait: the stack's warden ends what is left.
      if (controller.signal.aborted) process.exit(interrupted);
      progress('interrupted, stopping everything');
      controller.abort(new Error('interrupted'));
    });
  return controller.signal;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const { message, stack } = error as Error;
    const expected = typeof (error as { code?: unknown }).code === 'string';
    process.stderr.write(`${expected ? message : stack}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
