import { setTimeout as pause } from 'node:timers/promises';
import { audit, describeFigures, readToEnd, type Finding, type Limits } from '@ordersaga/audit';
import { Client } from 'pg';
import { garbageKey } from './faults/garbage';
import { kafkaOf } from './faults/kafka-client';
import type { Ledger, LoggedOrder, Reckoning } from './ledger';
import { sql } from './sql';
import type { EmbeddedSystem } from './system/embedded-system';

/** What a run is judged by. */
export interface Judged {
  readonly system: EmbeddedSystem;
  readonly ledger: Ledger;
  /** What is wrong with the pieces in stock. */
  readonly miscounts: () => Promise<string[]>;
  /** By which orders had their deadlines. */
  readonly limits: Limits;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The end of a run. */
export interface Verdict {
  readonly reckoning: Reckoning;
  /** The audit's six statements. */
  readonly findings: readonly Finding[];
  /** Everything that is wrong, one thing a line. */
  readonly failures: readonly string[];
}

/** Milliseconds: for orders to be decided, for outboxes to be empty; how long something must be wrong to be a fault. */
const patience = { decisions: 120_000, outboxes: 60_000, audit: 20_000 };
const everyMs = 250;

/** Looks at a system that was given its time to recover, with nobody placing orders any more. */
export async function judge(judged: Judged): Promise<Verdict> {
  const { system, ledger, miscounts, limits, progress, signal } = judged;
  progress('waiting until every order has its outcome');
  const logged = await untilDecided(system, signal);
  const waiting = await untilPublished(system, signal);
  progress('auditing');
  const { findings, hindrance } = await auditOf(system, limits);
  for (const finding of findings)
    progress(`statement ${finding.statement}: ${describeFigures(finding)}, ${finding.faults.length} faults`);
  const reckoning = ledger.reckon(logged);
  const failures = [
    ...reckoning.faults,
    ...waiting,
    ...hindrance,
    ...findings.flatMap(({ statement, faults }) =>
      faults.map(({ what }) => `statement ${statement}: ${what}`),
    ),
    ...(await deadLetters(system)),
    ...(await miscounts()),
  ];
  return { reckoning, findings, failures };
}

/** An audit that nobody could make is one more thing that is wrong, and keeps nothing else from being told. */
async function auditOf(
  system: EmbeddedSystem,
  limits: Limits,
): Promise<{ findings: readonly Finding[]; hindrance: string[] }> {
  try {
    const findings = await audit(system.audited, {
      ...{ patienceMs: patience.audit, limits },
      // Garbage lies there as well, and is to; what else does is looked for below.
      isExpected: ({ key }) => key.endsWith('.dead-letter'),
    });
    return { findings, hindrance: [] };
  } catch (error) {
    return { findings: [], hindrance: [`there could be no audit: ${(error as Error).message}`] };
  }
}

async function untilDecided(system: EmbeddedSystem, signal: AbortSignal): Promise<LoggedOrder[]> {
  const deadline = performance.now() + patience.decisions;
  const client = new Client({ connectionString: system.audited.databases.order, application_name: 'faults' });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<LoggedOrder>(sql('list-orders'));
      if (rows.every(({ outcomes }) => outcomes > 0) || performance.now() > deadline) return rows;
      await pause(everyMs, undefined, { signal });
    }
  } finally {
    await client.end();
  }
}

/** @returns what still waits in outboxes when patience is over */
async function untilPublished({ running }: EmbeddedSystem, signal: AbortSignal): Promise<string[]> {
  const deadline = performance.now() + patience.outboxes;
  for (;;) {
    const response = await fetch(`${running.url('message-relay')}/outboxes`, { signal });
    const { outboxes } = (await response.json()) as { outboxes: { name: string; backlog: number | null }[] };
    const waiting = outboxes.filter(({ backlog }) => backlog !== 0);
    if (waiting.length === 0 || performance.now() > deadline)
      return waiting.map(
        ({ name, backlog }) => `the outbox of ${name} has ${backlog ?? 'unknown'} messages in it`,
      );
    await pause(everyMs, undefined, { signal });
  }
}

/** Every dead letter that is none of the garbage. */
async function deadLetters(system: EmbeddedSystem): Promise<string[]> {
  const kafka = kafkaOf(system);
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.endsWith('.dead-letter'));
  await admin.disconnect();
  const found: string[] = [];
  for (const topic of topics)
    await readToEnd(kafka, topic, (records) => {
      for (const { key, headers } of records)
        if (!key?.toString().startsWith(garbageKey))
          found.push(
            `${topic}: a dead letter of key ${key?.toString()}, ${headers?.['dead-letter-reason']?.toString()}`,
          );
    });
  return found;
}
