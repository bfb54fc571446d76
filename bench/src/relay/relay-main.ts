import { createMessaging } from '@ordersaga/messaging';
import type { Answers, Call, Questions, Reply } from './protocol';
import { WatchedRelay } from './relay-in-process';

/** The process that relays run in, as in production apart from those who write: see `RelayProcess`. */
const messaging = createMessaging({
  brokers: (process.env.KAFKA_BROKERS ?? '').split(','),
  clientId: 'message-relay',
});
const relays = new Map<string, WatchedRelay>();

type Handlers = { [K in keyof Questions]: (question: Questions[K]) => Promise<Answers[K]> };

const handlers: Handlers = {
  start: async ({ relay, connectionString, destination }) => {
    const started = new WatchedRelay(relay, connectionString, messaging.publisher(), destination);
    relays.set(relay, started);
    return { at: await started.start() };
  },
  acknowledged: async ({ relay, rows }) => ({ at: await named(relay).untilAcknowledged(rows) }),
  sends: async ({ relay }) => named(relay).takeSends(),
  redirect: async ({ relay, destination }) => {
    named(relay).destination = destination;
    return null;
  },
  backlog: async ({ relay }) => ({ rows: await named(relay).backlog() }),
  stop: async ({ relay }) => {
    await named(relay).stop();
    relays.delete(relay);
    return null;
  },
};

function named(relay: string): WatchedRelay {
  const found = relays.get(relay);
  if (!found) throw new Error(`no relay ${relay} runs`);
  return found;
}

async function reply({ number, what, question }: Call): Promise<void> {
  let answer: Reply;
  try {
    answer = { number, answer: await handlers[what](question as never) };
  } catch (error) {
    answer = { number, error: (error as Error).message };
  }
  // Whoever asked may be gone.
  if (process.connected) process.send?.(answer);
}

async function end(): Promise<void> {
  await Promise.all([...relays.values()].map((relay) => relay.stop()));
  await messaging.close();
  process.exit(0);
}

process.on('message', (call: Call) => void reply(call));
process.once('disconnect', () => void end());
process.once('SIGTERM', () => void end());
