import { Registry } from '@ordersaga/service-runtime';
import { createConsumerMetrics } from './consumer-metrics';

describe('the metrics of a consumer', () => {
  const registry = new Registry();
  const metrics = createConsumerMetrics(registry, 'stock');
  const at = { topic: 'orders', partition: 1 };

  it('tell the lag of the partitions it has, and of no other', async () => {
    metrics.observe({ type: 'lag', ...at, messages: 7 });
    const lag = 'consumer_lag_messages{group="stock",topic="orders",partition="1"}';
    expect(await registry.metrics()).toContain(`${lag} 7`);
    metrics.observe({ type: 'joined', partitions: { orders: [0] } });
    expect(await registry.metrics()).not.toContain(lag);
  });

  it('tell what stands still, and what had to be made anew', async () => {
    metrics.observe({ type: 'parked', keys: 3, letters: 5 });
    metrics.observe({ type: 'settled', ...at, offset: '7', outcome: 'replayed' });
    metrics.observe({ type: 'rebuilding', reason: 'stood still' });
    expect(await registry.metrics()).toContain('consumer_parked_keys{group="stock"} 3');
    expect(await registry.metrics()).toContain('consumer_open_dead_letters{group="stock"} 5');
    const settled = 'consumer_settled_dead_letters_total{group="stock",topic="orders",outcome="replayed"}';
    expect(await registry.metrics()).toContain(`${settled} 1`);
    expect(await registry.metrics()).toContain('consumer_rebuilds_total{group="stock"} 1');
  });
});
