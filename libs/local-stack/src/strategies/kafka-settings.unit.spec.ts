import { kafkaProperties } from './kafka-settings';

describe('a broker on this machine', () => {
  const properties = kafkaProperties({ port: 9092, controllerPort: 9193, logDir: '/data/kafka' });
  const lines = properties.trimEnd().split('\n');

  it('listens on the loopback address only', () => {
    const listeners = lines.filter((line) => /^(listeners|advertised\.listeners)=/.test(line)).join();
    expect(listeners.match(/\/\/[^:]+/g)).toEqual(['//127.0.0.1', '//127.0.0.1', '//127.0.0.1']);
  });

  it('creates no topic by itself and asks for no replica it has not', () => {
    expect(lines).toContain('auto.create.topics.enable=false');
    const factors = lines.filter((line) => /replication\.factor|min\.isr/.test(line));
    expect(factors.map((line) => line.split('=')[1])).toEqual(Array(factors.length).fill('1'));
    expect(factors.length).toBeGreaterThanOrEqual(6);
  });

  it('waits for nobody before it rebalances a new group', () => {
    expect(lines).toContain('group.initial.rebalance.delay.ms=0');
  });
});
