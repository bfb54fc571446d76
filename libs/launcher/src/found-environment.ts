import type { FoundSystem, ServerName } from '@ordersaga/running-system';
import { Namespace } from './namespace';
import { services, type ServiceName } from './topology';

const servers: readonly ServerName[] = ['kafka', 'postgres', 'redis', 'mongo'];

/**
 * The environment that a service of a running system has, by its description.
 * @throws NoSystemError when that lacks a server
 */
export function environmentFor(service: ServiceName, found: FoundSystem): Record<string, string> {
  const backing = {
    kafka: found.serverUrl('kafka'),
    postgres: found.serverUrl('postgres'),
    redis: found.serverUrl('redis'),
    mongo: found.serverUrl('mongo'),
  };
  const spec = services.find(({ name }) => name === service);
  return {
    ...Object.fromEntries(servers.flatMap((name) => Object.entries(found.environmentOf(name)))),
    ...(spec && new Namespace(backing, found.prefix).environmentOf(spec)),
  };
}
