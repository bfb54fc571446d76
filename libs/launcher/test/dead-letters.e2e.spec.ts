import { readToEnd } from '@ordersaga/audit';
import { createMessaging, type Messaging } from '@ordersaga/messaging';
import { eventually } from '@ordersaga/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { StackFileOf } from './audit-command';
import { runDeadLetters } from './dead-letters-command';
import { OpenLetters } from './open-letters';
import { callOrder } from './order-client';
import { Data } from './planted-faults';
import { startSystemUnderTest, type SystemUnderTest } from './system-under-test';

jest.setTimeout(180_000);

const within = { within: 60_000, every: 500 };

describe('npm run dead-letters on a running system', () => {
  let system: SystemUnderTest;
  let data: Data;
  let stackFile: StackFileOf;
  let messaging: Messaging;
  let letters: OpenLetters;

  beforeAll(async () => {
    system = await startSystemUnderTest('dead_letters', 1);
    data = await Data.of(system);
    stackFile = new StackFileOf(system);
    letters = await OpenLetters.of(system);
    messaging = createMessaging({ brokers: system.audited.kafka.brokers.split(','), clientId: 'intruder' });
    const knows = async (): Promise<unknown> => (await fetch(`${system.url('order')}/products`)).json();
    await eventually(async () => expect(await knows()).toHaveLength(3), within);
  });
  afterAll(async () => {
    await letters?.close();
    await messaging?.close();
    stackFile?.remove();
    await data?.close();
    await system?.stop();
  });

  const command = (...args: string[]) => runDeadLetters([...args, stackFile.path]);
  const topic = (name: string): string => system.namespace.prefix + name;
  const place = async (order: object = {}): Promise<string> => {
    const body = { customerId: 'c', items: [{ productId: 'mouse', quantity: 1 }], ...order };
    return (await callOrder(system.url('order'), 'POST', '', { body })).order?.orderId as string;
  };
  const becomes = (orderId: string, status: string) =>
    eventually(async () => {
      expect((await callOrder(system.url('order'), 'GET', `/${orderId}`)).order?.status).toBe(status);
    }, within);
  /** The types of an order's messages on a topic, as they came; each once. */
  const typesOn = async (name: string, orderId: string): Promise<string[]> => {
    const brokers = system.audited.kafka.brokers.split(',');
    const types: string[] = [];
    await readToEnd(new Kafka({ brokers, logLevel: logLevel.NOTHING }), topic(name), (records) => {
      for (const { key, headers } of records)
        if (key?.toString() === orderId) types.push(headers?.['ce_type']?.toString() ?? '');
    });
    return [...new Set(types)].map((type) => type.replace(/^com\.ordersaga\.|\.v1$/g, ''));
  };
  const relayPid = (): number => system.instances.find(({ name }) => name === 'message-relay')!.pid;

  it('says so when there is nothing', async () => {
    expect(await command('list')).toEqual({ code: 0, output: 'No dead letters.\n', errors: '' });
    expect(await command('replay', '--all')).toMatchObject({
      code: 1,
      output: '',
      errors: expect.stringMatching(/^No dead letter is like that/) as string,
    });
  });

  it('deals with garbage on a topic, for each group that came upon it', async () => {
    const garbage = {
      topic: topic('stock.integration-events'),
      key: 'garbage',
      headers: {},
      value: 'no JSON',
    };
    await messaging.publisher().publish([garbage]);
    await eventually(async () => {
      const found = await letters.list({ key: 'garbage' });
      expect(found.map(({ source, reason }) => [source, reason])).toEqual([
        ['order', 'unreadable'],
        ['payment', 'unreadable'],
      ]);
    }, within);
    const { output } = await command('list', '--group', 'order');
    expect(output).toMatch(
      /^SOURCE +ID +TOPIC +KEY +AGE +BEHIND +WHY\ngroup order +\d\/\d+ .*garbage +\d+ s +0 +unreadable/,
    );
    expect(output).toMatch(/\n1 dead letter, 0 messages parked behind\.\n$/);
    const shown = await command('show', '--group', 'order', '--key', 'garbage');
    expect(shown.output).toMatch(
      /header missing: ce_id.*\(message-unreadable\)[\s\S]*payload\n {4}no JSON\n$/,
    );
    const replayed = await command('replay', '--group', 'order', '--key', 'garbage');
    expect(replayed.code).toBe(1);
    expect(replayed.output).toMatch(
      /^failed +group order .*again: .*header missing[^\n]*\n\n0 of 1 replayed\.\n$/,
    );
    const discarded = await command('discard', '--key', 'garbage');
    expect(discarded).toMatchObject({ code: 0 });
    expect(discarded.output).toMatch(
      /discarded +group order[\s\S]*discarded +group payment[\s\S]*2 of 2 discarded/,
    );
    expect(await letters.list()).toEqual([]);
  });

  it('replays what an order could not be decided by, once it can', async () => {
    process.kill(relayPid(), 'SIGSTOP');
    const orderId = await place();
    const rename = (from: string, to: string) =>
      data.sql('order', 'UPDATE events SET type = $3 WHERE stream_id = $1 AND type = $2', [
        orderId,
        from,
        to,
      ]);
    await rename('order.placed', 'order.misplaced');
    process.kill(relayPid(), 'SIGCONT');
    const others = await Promise.all([place(), place()]);
    for (const other of others) await becomes(other, 'completed');
    await eventually(
      async () => expect(await letters.list({ source: 'order', key: orderId })).toHaveLength(1),
      within,
    );
    const shown = await command('show', '--key', orderId);
    expect(shown.output).toMatch(/unreadable-history/);
    expect(shown.output).toMatch(/"orderId": "/);
    expect(await command('replay', '--key', orderId)).toMatchObject({ code: 1 });
    await rename('order.misplaced', 'order.placed');
    const replayed = await command('replay', '--key', orderId, '--json');
    expect(replayed.code).toBe(0);
    expect(JSON.parse(replayed.output)).toMatchObject({
      done: true,
      results: [{ outcome: 'replayed', key: orderId }],
    });
    await becomes(orderId, 'completed');
  });

  it('lets an order go on behind a row that Kafka refuses, in its order', async () => {
    const orderId = await place({ hold: true });
    await eventually(
      async () => expect(await typesOn('stock.integration-events', orderId)).toEqual(['stock.reserved']),
      within,
    );
    await data.sql(
      'order',
      `SELECT outbox_append(ARRAY['planted'], ARRAY[$1], ARRAY[$2], ARRAY['{}']::json[], ARRAY[to_json(repeat('x', 2000000))])`,
      [topic('order.integration-events'), orderId],
    );
    expect((await callOrder(system.url('order'), 'POST', `/${orderId}/confirm`)).status).toBe(200);
    await eventually(async () => {
      expect(await letters.list({ source: 'order', key: orderId })).toMatchObject([
        { reason: 'refused', key: orderId, parkedBehind: 1 },
      ]);
    }, within);
    expect(await typesOn('order.integration-events', orderId)).toEqual(['order.placed']);
    const replayed = await command('replay', '--outbox', 'order', '--key', orderId);
    expect(replayed.code).toBe(1);
    expect(replayed.output).toMatch(/^failed +outbox order .*too-large.*; 1 message still parked/);
    const [letter] = await letters.list({ source: 'order', key: orderId });
    const discarded = await command('discard', '--outbox', 'order', '--id', letter!.id);
    expect(discarded.code).toBe(0);
    expect(discarded.output).toMatch(/^discarded .* 1 message behind it went on\n/);
    await becomes(orderId, 'completed');
    const inOrder = ['order.placed', 'order.confirmed', 'order.completed'];
    await eventually(
      async () => expect(await typesOn('order.integration-events', orderId)).toEqual(inOrder),
      within,
    );
    await data.sql('order', `DELETE FROM outbox WHERE message_id = 'planted'`);
  });

  it('tells what is wrong with what it is asked for, and no password', async () => {
    expect(await command('replay')).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^Nothing done: say what to replay: .*--all\n/) as string,
    });
    const unknown = await command('list', '--group', 'shop');
    expect(unknown.errors).toMatch(
      /no consumer group shop with dead letters: there are order, payment, sales-projection/,
    );
    const away = { OUTBOXES: 'order=postgres://user:secret@127.0.0.1:1/order' };
    const unreachable = await runDeadLetters(['list'], away);
    expect(unreachable).toMatchObject({ code: 2, output: '' });
    expect(unreachable.errors).toMatch(/^Nothing done: outbox order: .*ECONNREFUSED/);
    expect(unreachable.errors).not.toContain('secret');
    expect(await runDeadLetters(['list', '--key', 'x'], { ...away, OUTBOXES: 'order=' })).toMatchObject({
      code: 2,
    });
    expect((await runDeadLetters(['--help'])).output).toMatch(/^Usage: npm run dead-letters/);
  });

  it('leaves a system of which everything holds', async () => {
    expect(await letters.list()).toEqual([]);
    await eventually(async () => expect(await system.faults()).toEqual([]), { within: 60_000, every: 1_000 });
  });
});
