import { z } from 'zod';
import { readConfig, urlOf } from '../config';
import { certificateFile, keyFile } from './pem-files';
import { joinTlsFiles, tellingIn, type TlsFiles } from './tls-files';

/** How Redis is reached. */
export interface RedisConnection {
  /** One is a single server; several are nodes of a Redis Cluster. User and password are in them. */
  readonly urls: readonly string[];
  /** TLS, with the server's certificate checked; undefined: none. */
  readonly tls?: TlsFiles;
}

const redisUrl = urlOf('redis', 'rediss');

/** The variables about Redis; read together by `withRedis`. */
export const redisSettings = {
  /** One URL is a single server; several, separated by commas, are nodes of a Redis Cluster. `rediss:` is TLS. */
  REDIS_URL: z
    .string()
    .transform((text) => text.split(',').map((url) => url.trim()))
    .refine(
      (urls) => urls.every((url) => redisUrl.safeParse(url).success),
      'must be redis://host:port, or rediss: for TLS; several separated by commas',
    )
    .refine(
      (urls) => new Set(urls.map((url) => url.slice(0, url.indexOf(':')))).size === 1,
      'must be redis: for all nodes, or rediss: for all',
    ),
  /** The CA that signed the server's certificate; those Node.js trusts when left out. */
  REDIS_TLS_CA_FILE: certificateFile.optional(),
  /** Our certificate, for a server that wants one (`tls-auth-clients`). */
  REDIS_TLS_CERT_FILE: certificateFile.optional(),
  REDIS_TLS_KEY_FILE: keyFile.optional(),
};

type RedisSettings = { readonly [K in keyof typeof redisSettings]?: z.output<(typeof redisSettings)[K]> };

/** For `z.object({...}).transform(withRedis)`: adds `REDIS`, what the variables mean together, or tells what is wrong. */
export function withRedis<C extends RedisSettings & { readonly REDIS_URL: readonly string[] }>(
  config: C,
  context: z.RefinementCtx,
): C & { readonly REDIS: RedisConnection } {
  const {
    REDIS_URL: urls,
    REDIS_TLS_CA_FILE: ca,
    REDIS_TLS_CERT_FILE: cert,
    REDIS_TLS_KEY_FILE: key,
  } = config;
  const on = urls.every((url) => url.startsWith('rediss:'));
  const where = { prefix: 'REDIS', on, switchedOnBy: 'let REDIS_URL begin with rediss:' } as const;
  const tls = joinTlsFiles({ ca, cert, key }, where, tellingIn(context));
  return { ...config, REDIS: { urls, ...(tls && { tls }) } };
}

/**
 * Reads how Redis is reached, for tools that are not services.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readRedisConnection(environment: NodeJS.ProcessEnv): RedisConnection {
  return readConfig(z.object(redisSettings).transform(withRedis), environment).REDIS;
}
