import { FoundSystem, homeOf, NoSystemError, stackFileOf } from '@ordersaga/running-system';
import { resolve } from 'node:path';
import { auditUsage, parseAuditArguments, UsageError } from './arguments';
import { audit } from './audit';
import { NotCheckedError } from './errors';
import { reportJson, reportText } from './report';
import { auditedSystem } from './system';
import { untilDecided } from './until-decided';

const exitCodes = { holds: 0, broken: 1, notChecked: 2 };
const begin = performance.now();

/** Results go to standard output; what is being done goes beside them. */
function progress(line: string): void {
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
  process.stderr.write(`${seconds.padStart(6)} s  ${line}\n`);
}

async function main(): Promise<number> {
  const wanted = parseAuditArguments(process.argv.slice(2), process.env);
  if (wanted.help) {
    process.stdout.write(auditUsage);
    return exitCodes.holds;
  }
  const { patienceMs, limits, waitMs, show } = wanted;
  const system = auditedSystem(FoundSystem.at(wanted.stackFile ?? usualStackFile()));
  if (waitMs > 0) {
    const open = await untilDecided(system.databases.order, waitMs, progress);
    if (open > 0) progress(`${open} orders are still open; auditing all the same`);
  }
  const findings = await audit(system, { patienceMs, limits, onProgress: progress });
  process.stdout.write(wanted.json ? reportJson(findings, new Date()) : reportText(findings, show));
  return findings.every(({ faults }) => faults.length === 0) ? exitCodes.holds : exitCodes.broken;
}

/** Where `npm start` describes its system. */
function usualStackFile(): string {
  return stackFileOf(homeOf(resolve(__dirname, '../../..'), process.env));
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const expected =
      error instanceof UsageError || error instanceof NoSystemError || error instanceof NotCheckedError;
    const { message, stack } = error as Error;
    process.stderr.write(`Not audited: ${expected ? message : stack}\n`);
    if (error instanceof UsageError) process.stderr.write(`\n${auditUsage}`);
    process.exitCode = exitCodes.notChecked;
  },
);
