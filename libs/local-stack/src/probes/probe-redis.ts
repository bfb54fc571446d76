import { readRedisConnection } from '@ordersaga/service-runtime';
import { Redis } from 'ioredis';

/**
 * Asks a Redis (or Valkey) server once.
 * @param environment the variables about TLS
 * @returns its version
 * @throws whatever keeps it from answering
 */
export async function probeRedis(
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { tls } = readRedisConnection({ ...environment, REDIS_URL: url });
  const client = new Redis(url, {
    ...(tls && { tls }),
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping(); // refused while the data is being loaded
    const info = await client.info('server');
    const valkey = /^valkey_version:(.+)$/m.exec(info)?.[1]?.trim();
    return valkey ? `valkey ${valkey}` : (/^redis_version:(.+)$/m.exec(info)?.[1]?.trim() ?? 'unknown');
  } finally {
    // On a connection that is closed already this would only wait for it to close.
    if (client.status !== 'end') client.disconnect();
  }
}
