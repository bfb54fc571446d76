import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createHttpServer } from '@ordersaga/http-edge';
import { createMessaging, type Messaging } from '@ordersaga/messaging';
import { createRelay, type Relay, type RelayPublisher } from '@ordersaga/outbox';
import {
  createLogger,
  createMetrics,
  Started,
  type HealthCheck,
  type Logger,
  type Stoppable,
} from '@ordersaga/service-runtime';
import { isTracing } from '@ordersaga/telemetry';
import { outboxRoutes } from './adapters/inbound/http/outbox-routes';
import { gaugeOutboxes, RelayMetrics } from './adapters/outbound/relay-metrics';
import { TracedPublisher } from './adapters/outbound/traced-publisher';
import { Balance, shuffledPlaces } from './application/balance';
import { OutboxRelays, type OutboxRelay } from './application/outbox-relays';
import type { MessageRelayConfig } from './config';

/** The relay service, running. */
export interface RunningMessageRelay extends Stoppable {
  /** Where its HTTP contract is answered. */
  readonly url: string;
  /** What its leases are held under. */
  readonly owner: string;
}

/**
 * Starts a relay for each outbox. Needs neither Kafka nor the databases to start: it waits for them, and for outboxes
 * that are not migrated yet.
 */
export function startMessageRelay(
  config: MessageRelayConfig,
  logger: Logger = createLogger({ service: 'message-relay', level: config.LOG_LEVEL }),
): Promise<RunningMessageRelay> {
  return Started.during(async (started) => {
    const registry = createMetrics('message-relay');
    const messaging = createMessaging({ ...config.KAFKA, clientId: 'message-relay', logger });
    started.add('kafka', () => messaging.close());
    // Nothing but `/readyz` would tell before there is something to publish.
    messaging.check().catch((err: unknown) => logger.warn({ err }, 'Kafka does not answer yet'));
    const owner = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
    const each = createRelays(config, { owner, logger, messaging, metrics: new RelayMetrics(registry) });
    const relays = new OutboxRelays(each);
    gaugeOutboxes(registry, () => relays.state());
    started.add('relays', () => relays.stop());
    await relays.start();
    const server = await createHttpServer({
      ...{ port: config.PORT, host: config.HOST, drainMs: config.DRAIN_MS, logger, registry },
      checks: [{ name: 'kafka', check: () => messaging.check() }, ...each.map(checkOf)],
      routes: outboxRoutes(() => relays.state()),
    });
    started.add('http', () => server.stop());
    return { url: server.url, owner, stop: () => started.stop() };
  });
}

interface Surroundings {
  readonly owner: string;
  readonly logger: Logger;
  readonly messaging: Messaging;
  readonly metrics: RelayMetrics;
}

function createRelays(
  config: MessageRelayConfig,
  { owner, logger, messaging, metrics }: Surroundings,
): OutboxRelay[] {
  // Who stands by says so at least once in the time of a lease.
  const balance = new Balance(2 * config.LEASE_TTL_MS);
  const places = shuffledPlaces(config.OUTBOXES.length);
  return config.OUTBOXES.map((outbox, n) => {
    const { name } = outbox;
    const relay = createRelay({
      ...{ outbox, owner },
      // One producer for each outbox: a refused or slow send holds up no other.
      publisher: traced(messaging.publisher()),
      logger: logger.child({ outbox: name }),
      events: {
        ...metrics.of(name),
        activeChanged: (active) => balance.activeChanged(name, active),
      },
      leaseTtlMs: config.LEASE_TTL_MS,
      pollMs: config.POLL_MS,
      pageSize: config.PAGE_SIZE,
      hesitateMs: balance.hesitation(places[n] ?? 0),
      load: () => balance.load(),
      mayYieldTo: (standbyLoad) => balance.mayYieldTo(standbyLoad),
    });
    return named(name, relay);
  });
}

/** Nothing in between when nothing is traced. */
function traced(publisher: RelayPublisher): RelayPublisher {
  return isTracing() ? new TracedPublisher(publisher) : publisher;
}

function named(name: string, relay: Relay): OutboxRelay {
  return {
    name,
    start: () => relay.start(),
    stop: () => relay.stop(),
    status: () => relay.status(),
    checkReady: () => relay.checkReady(),
  };
}

function checkOf(relay: OutboxRelay): HealthCheck {
  return { name: `outbox ${relay.name}`, check: () => relay.checkReady() };
}
