import { eventually, stack } from '@ordersaga/test-kit';
import { silentLogger } from '../src';
import { kafkaClients } from '../src/kafka/kafka-client';
import { CuttableNetwork } from './cuttable-network';

jest.setTimeout(60_000);

describe('a kafkajs client that is disposed of', () => {
  const network = new CuttableNetwork();
  afterEach(() => network.cut());

  it('leaves no connection, whatever kafkajs does, and opens none', async () => {
    const { socketFactory } = network;
    const where = { brokers: stack().kafka.split(','), clientId: 'disposed' };
    const client = kafkaClients({ ...where, connection: { socketFactory } }, silentLogger)();
    const admin = client.kafka.admin();
    await admin.connect();
    await admin.listTopics();
    expect(network.connections).toBeGreaterThan(0);
    // It is not told to disconnect: as if it had reconnected behind that.
    await client.dispose(() => Promise.resolve());
    await eventually(() => expect(network.connections).toBe(0));
    await expect(client.kafka.producer().connect()).rejects.toThrow();
    expect(network.connections).toBe(0);
  });
});
