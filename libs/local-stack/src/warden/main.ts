import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { endContainers } from '../strategies/containers/engine';
import { endProcesses, type EndableProcess } from '../processes/end-processes';
import type { WardenMessage } from './messages';

/*
 * The warden's own process. It does nothing while its parent lives. However the parent goes, the channel between them
 * closes, and then the warden ends what the parent had running.
 */

const watched = new Map<number, EndableProcess>();
const containers = new Set<string>();
const folders = new Set<string>();

// Ctrl-C and a terminal that closes are for the parent to act on; its end is what counts here.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.on('message', (message: WardenMessage) => {
  switch (message.type) {
    case 'watch':
      watched.set(message.process.pid, message.process);
      break;
    case 'forget':
      watched.delete(message.pid);
      break;
    case 'watch-container':
      containers.add(message.name);
      break;
    case 'forget-container':
      containers.delete(message.name);
      break;
    case 'remove-folder':
      folders.add(message.folder);
      break;
    case 'dismiss':
      process.exit(0);
  }
});

process.on('disconnect', () => void tidyUp());

async function tidyUp(): Promise<void> {
  const everything = [...watched.values()];
  await endProcesses(everything.filter(({ kind }) => kind === 'service'));
  await Promise.all([
    endProcesses(everything.filter(({ kind }) => kind === 'server')),
    tidyContainers([...containers]).catch(() => undefined),
  ]);
  for (const folder of folders)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  process.exit(0);
}

/** Twice: the engine may still be making one that our parent had asked for when it was killed. */
async function tidyContainers(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await endContainers(names);
  await pause(2_000);
  await endContainers(names);
}
