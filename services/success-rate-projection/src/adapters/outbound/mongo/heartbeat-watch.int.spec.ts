import type { Socket } from 'node:net';
import type { Stoppable } from '@ordersaga/service-runtime';
import { createLogger } from '@ordersaga/service-runtime';
import { eventually, openGate, stack, type Gate } from '@ordersaga/test-kit';
import type { MongoClient } from 'mongodb';
import { watchHeartbeats } from './heartbeat-watch';
import { createMongoClient } from './mongo-connection';

/** As far into the driver as this looks. */
interface Insides {
  topology: { s: { servers: Map<string, { monitor: { connection: { socket: Socket } } }> } };
}

describe('a client whose driver stops looking after the server', () => {
  let gate: Gate;
  let client: MongoClient;
  let watch: Stoppable;

  beforeEach(async () => {
    gate = await openGate(stack().mongo);
    client = createMongoClient(`${gate.url}?heartbeatFrequencyMS=500`);
    watch = watchHeartbeats(client, createLogger({ service: 'test', level: 'silent' }));
  });
  afterEach(async () => {
    await watch.stop();
    await client.close();
    await gate.close();
  });

  const ping = () => client.db('admin').command({ ping: 1 });
  const pinged = (within: number) => eventually(ping, { within, every: 100 });

  it('finds the server when it is back', async () => {
    let heartbeats = 0;
    client.on('serverHeartbeatStarted', () => (heartbeats += 1));
    await pinged(10_000);
    // The socket is closed just as the driver is about to write to it.
    const hung = new Promise<void>((resolve) =>
      client.once('serverHeartbeatStarted', () => {
        const { topology } = client as unknown as Insides;
        for (const { monitor } of topology.s.servers.values()) monitor.connection.socket.destroy();
        resolve();
      }),
    );
    const away = new Promise<void>((resolve) =>
      client.on('serverDescriptionChanged', ({ newDescription: { type } }) => {
        if (type === 'Unknown') resolve();
      }),
    );
    await hung;
    const seen = heartbeats;
    // The server goes away with a command under way.
    const blocked = gate.blockAt('ping');
    const failing = expect(ping()).rejects.toThrow();
    await blocked;
    await gate.shut();
    await failing;
    await away;
    gate.open();
    await pinged(30_000);
    expect(heartbeats).toBeGreaterThan(seen);
  }, 60_000);

  it('is left alone while the server is away, and finds it then', async () => {
    let opened = 0;
    await pinged(10_000);
    client.on('topologyOpening', () => (opened += 1));
    await gate.shut();
    await expect(ping()).rejects.toThrow();
    let failed = 0;
    client.on('serverHeartbeatFailed', () => (failed += 1));
    await eventually(() => expect(failed).toBeGreaterThan(12), { within: 30_000 });
    gate.open();
    await pinged(10_000);
    expect(opened).toBe(0);
  }, 60_000);
});
