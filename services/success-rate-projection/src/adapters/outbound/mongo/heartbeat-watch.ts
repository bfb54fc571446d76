import { setTimeout as pause } from 'node:timers/promises';
import type { Logger, Stoppable } from '@ordersaga/service-runtime';
import type { MongoClient } from 'mongodb';

/** A server is silent when so many looks in a row have heard nothing; one alone may have been late. */
const looks = 4;
/** Between two attempts to connect, milliseconds. */
const restMs = 500;

/**
 * Connects a client anew when the driver has stopped looking after a server. A command that it writes to a socket which is
 * just being closed never ends (mongodb 7.8), and nothing limits the one by which it sees that a server is back: once that
 * has happened, behind a proxy that hangs up say, the server counts as away for ever. A heartbeat begins or ends within the
 * driver's interval and its time limit, so one that is silent for twice as long has come to that.
 */
export function watchHeartbeats(client: MongoClient, logger: Logger): Stoppable {
  const { heartbeatFrequencyMS, connectTimeoutMS } = client.options;
  const stopping = new AbortController();
  const silentFor = new Map<string, number>();
  const hear = ({ connectionId }: { connectionId: string }): void => {
    if (silentFor.has(connectionId)) silentFor.set(connectionId, 0);
  };
  client
    .on('serverOpening', ({ address }) => silentFor.set(address, 0))
    .on('serverClosed', ({ address }) => silentFor.delete(address))
    .on('serverHeartbeatStarted', hear)
    .on('serverHeartbeatSucceeded', hear)
    .on('serverHeartbeatFailed', hear);
  const timer = setInterval(
    () => {
      for (const [address, count] of silentFor) silentFor.set(address, count + 1);
      const silent = [...silentFor].find(([, count]) => count > looks)?.[0];
      if (silent === undefined) return;
      logger.warn({ server: silent }, 'the driver looks after MongoDB no more: connecting anew');
      silentFor.clear();
      void connectAnew(client, stopping.signal);
    },
    (2 * (heartbeatFrequencyMS + connectTimeoutMS)) / looks,
  );
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
    },
  };
}

async function connectAnew(client: MongoClient, stopping: AbortSignal): Promise<void> {
  await client.close().catch(() => undefined);
  while (!stopping.aborted) {
    const connected = await client.connect().catch(() => undefined);
    if (connected) return;
    await pause(restMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}
