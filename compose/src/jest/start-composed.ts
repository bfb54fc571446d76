import { whyMissing, whyNotHere } from '../availability';
import { BringUp } from '../bring-up';
import type { ComposedSystem } from '../composed-system';
import { systemForTests, tellSpecs } from '../run-of-tests';
import { keep, keptSystem } from './kept-system';

const consoles = ['redpanda-console', 'mongo-express', 'redis-commander'];

const progress = (line: string): void => void process.stderr.write(`compose: ${line}\n`);

/** Jest's global setup: the composed system for the whole run, or a line on why there is none. */
export default async function startComposed(): Promise<void> {
  const system = await systemForTests();
  const reason = await whyNotHere(system, progress);
  if (reason) return progress(`the tests of the composed system are skipped: ${reason}`);
  const bringUp = new BringUp(system, progress);
  keep(bringUp);
  endOnSignal();
  await bringUp.up();
  tellSpecs(system, await missingConsoles(system));
}

async function missingConsoles(system: ComposedSystem): Promise<Record<string, string>> {
  const { services } = await system.config();
  const missing: Record<string, string> = {};
  for (const name of consoles) {
    const reason = await whyMissing(services[name]?.image ?? name, progress);
    if (reason) missing[name] = reason;
    if (reason) progress(`${name} is left out: ${reason}`);
  }
  return missing;
}

/** Jest ends on a signal without its teardown. */
function endOnSignal(): void {
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      progress('removing the composed system');
      keptSystem()?.downNow();
      process.exit(130);
    });
}
