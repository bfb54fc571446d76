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

  it('has further ways in, and tells each its own address', () => {
    const door = { name: 'ORDER', port: 21_000, advertisedPort: 22_000 };
    const more = kafkaProperties({ port: 9092, controllerPort: 9193, logDir: '/data/kafka', doors: [door] });
    expect(more.split('\n')).toEqual(
      expect.arrayContaining([
        'listeners=PLAINTEXT://127.0.0.1:9092,ORDER://127.0.0.1:21000,CONTROLLER://127.0.0.1:9193',
        'advertised.listeners=PLAINTEXT://127.0.0.1:9092,ORDER://127.0.0.1:22000',
        'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,ORDER:PLAINTEXT,CONTROLLER:PLAINTEXT',
      ]),
    );
  });
});
