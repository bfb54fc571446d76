import { readFileSync } from 'node:fs';
import { firstCopies } from '@ordersaga/projection';
import { createLogger, readRedisConnection, type RedisConnection } from '@ordersaga/service-runtime';
import { eventually, securedStackRuns, startSecuredStack, type SecuredStack } from '@ordersaga/test-kit';
import { connectRedis, type RedisClient } from './redis-connection';
import { RedisCopyRegister } from './redis-copy-register';
import { ReplicatedWrites } from './replicated-writes';

jest.setTimeout(120_000);

const all = Array.from({ length: 16_384 }, (_, slot) => slot);

/** A cluster of one: the certificate is checked, and the log-in used, for the node that only the cluster names. */
const cluster = ['--cluster-enabled', 'yes', '--tls-cluster', 'yes', '--cluster-announce-ip', '127.0.0.1'];

(securedStackRuns(['redis']) ? describe : describe.skip).each([
  ['Redis', []],
  ['Redis Cluster', cluster],
])('a %s that wants TLS, a certificate and a log-in', (_what, redisArguments) => {
  let secured: SecuredStack;
  let right: RedisConnection;
  const clients: RedisClient[] = [];
  const lines: string[] = [];

  const connect = async (connection: RedisConnection): Promise<RedisCopyRegister> => {
    const logger = createLogger({ service: 'spec', destination: { write: (line) => void lines.push(line) } });
    const client = await connectRedis(connection, logger);
    clients.push(client);
    return new RedisCopyRegister(client, new ReplicatedWrites(client, 0), 'secured');
  };

  /** What is said of a server that can't be reached, once it is what is expected. */
  const refusal = async (connection: RedisConnection, expected: RegExp): Promise<void> => {
    const register = await connect(connection);
    await eventually(() =>
      expect(register.read()).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringMatching(expected) as string,
      }),
    );
  };

  beforeAll(async () => {
    secured = await startSecuredStack(['redis'], { redisArguments });
    const { url, environment } = secured.components.redis;
    right = readRedisConnection({ REDIS_URL: url, ...environment });
    if (redisArguments.length === 0) return;
    await connect(right);
    await clients[0]?.call('CLUSTER', 'ADDSLOTS', ...all);
    // Several URLs make it a cluster to us.
    right = { ...right, urls: [url, url.replace('127.0.0.1', 'localhost')] };
  });
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await secured?.stop();
  });

  it('is reached', async () => {
    const register = await connect(right);
    await eventually(() => register.read());
    await expect(register.read()).resolves.toEqual(firstCopies);
  });

  it('is not reached by any other way, and why is told, but no password', async () => {
    const { tls, urls } = right;
    const strangerCa = readFileSync(secured.files.strangerCa, 'utf8');
    await Promise.all([
      refusal({ urls, tls: { ...tls, ca: strangerCa } }, /certificate|REDIS_TLS_CA_FILE/),
      refusal({ urls, tls: { ca: tls?.ca ?? '' } }, /certificate|REDIS_TLS_CERT_FILE/),
      refusal({ urls: urls.map((url) => url.replace('rediss:', 'redis:')) }, /begin with rediss:/),
      refusal(
        { urls: urls.map((url) => url.replace(secured.password, 'not-this-one')), ...(tls && { tls }) },
        /WRONGPASS/,
      ),
    ]);
    const told = lines.filter((line) => line.includes('"msg":"Redis does not answer"'));
    for (const what of [/REDIS_TLS_CA_FILE/, /begin with rediss:/, /WRONGPASS/])
      expect(told.join()).toMatch(what);
    expect(told.join()).not.toContain('not-this-one');
  });
});
