import { ExternalServerError } from '../errors';
import { probeUntilReady } from '../probes/probe';
import { externalUrl, externalVariables } from '../settings';
import type { Strategy } from './strategy';

/** A server that starts together with us gets this long to answer. */
const patienceMs = 10_000;

/** Uses the server the environment names; it is looked at and never started or stopped. */
export const external: Strategy = {
  async start(name, { env, progress }) {
    const url = externalUrl(name, env) ?? '';
    const variable = externalVariables[name];
    progress(`looking for the server in ${variable}`);
    try {
      const version = await probeUntilReady(name, url, { withinMs: patienceMs });
      return { name, url, strategy: 'external', version, stop: () => Promise.resolve() };
    } catch (error) {
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
