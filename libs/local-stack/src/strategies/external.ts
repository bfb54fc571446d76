import { ConfigError, mongoTlsFault, postgresTlsFault } from '@ordersaga/service-runtime';
import type { ComponentName } from '../component';
import { ExternalServerError } from '../errors';
import { probeUntilReady } from '../probes/probe';
import { externalEnvironment, externalUrl, externalVariables } from '../settings';
import type { Strategy } from './strategy';

/** A server that starts together with us gets this long to answer. */
const patienceMs = 10_000;

/** What may be wrong with a URL, of those that say themselves whether TLS is wanted. */
const urlFaults: Partial<Record<ComponentName, (url: string) => string | undefined>> = {
  postgres: postgresTlsFault,
  mongo: mongoTlsFault,
};

/** Uses the server the environment names; it is looked at and never started or stopped. */
export const external: Strategy = {
  async start(name, { env, progress }) {
    const url = externalUrl(name, env) ?? '';
    const variable = externalVariables[name];
    const environment = externalEnvironment(name, env);
    progress(`looking for the server in ${variable}`);
    const fault = urlFaults[name]?.(url);
    if (fault !== undefined) throw new ConfigError([`${variable}: ${fault}`]);
    try {
      const version = await probeUntilReady(name, url, { withinMs: patienceMs, environment });
      return { name, url, environment, strategy: 'external', version, stop: () => Promise.resolve() };
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ExternalServerError(
        name,
        variable,
        `${variable} names a server that does not answer (${reason}). Start it, or unset ${variable} to have one started.`,
        { cause: error },
      );
    }
  },
};
