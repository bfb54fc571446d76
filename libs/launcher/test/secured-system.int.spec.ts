import { resolve } from 'node:path';
import { audit } from '@ordersaga/audit';
import { eventually, securedStackRuns, startSecuredStack, type SecuredStack } from '@ordersaga/test-kit';
import { startSystem, type RunningSystem, type ServiceName } from '../src';
import { clientEnvironment } from '../src/stack-file';
import { callOrder } from './order-client';

jest.setTimeout(180_000);

const root = resolve(__dirname, '../../..');
const servers = ['kafka', 'postgres', 'redis', 'mongo'] as const;

(securedStackRuns(servers) ? describe : describe.skip)(
  'a system on servers that want TLS and a log-in',
  () => {
    let secured: SecuredStack;
    let system: RunningSystem | undefined;
    const lines: string[] = [];

    beforeAll(async () => {
      secured = await startSecuredStack(servers);
      const { kafka, postgres, redis, mongo } = secured.components;
      system = await startSystem({
        root,
        backing: { kafka: kafka.url, postgres: postgres.url, redis: redis.url, mongo: mongo.url },
        environment: clientEnvironment(secured),
        onLine: (_service, line) => void lines.push(line),
      });
    });
    afterAll(async () => {
      await system?.stop();
      await secured?.stop();
    });

    it('becomes ready, brings an order to its outcome, and stands the audit', async () => {
      const { namespace } = system as RunningSystem;
      const url = (service: ServiceName): string => (system as RunningSystem).url(service);
      const body = { customerId: 'c', items: [{ productId: 'mouse', quantity: 1 }] };
      const placed = await eventually(async () => {
        const answer = await callOrder(url('order'), 'POST', '', { body });
        expect(answer.status).toBe(201);
        return answer.order;
      });
      await eventually(
        async () =>
          expect((await callOrder(url('order'), 'GET', `/${placed?.orderId}`)).order?.status).toBe(
            'completed',
          ),
        { within: 30_000 },
      );
      const { kafka } = secured.components;
      const audited = {
        databases: {
          order: namespace.databaseUrl('order'),
          stock: namespace.databaseUrl('stock'),
          payment: namespace.databaseUrl('payment'),
        },
        urls: {
          order: url('order'),
          sales: url('sales-projection'),
          successRate: url('success-rate-projection'),
        },
        kafka: { brokers: kafka.url, environment: kafka.environment ?? {}, prefix: '' },
      };
      await eventually(
        async () => expect((await audit(audited)).flatMap(({ faults }) => faults)).toEqual([]),
        { within: 30_000, every: 250 },
      );
      expect(lines.join()).not.toContain(secured.password);
    });
  },
);
