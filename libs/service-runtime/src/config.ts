import { z } from 'zod';

/** Settings that are missing or wrong; the message names every one of them and what is wrong with it. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  constructor(readonly faults: readonly string[]) {
    super(`wrong settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads settings from the environment. An empty variable counts as not set.
 * @throws ConfigError naming every variable that is missing or wrong
 */
export function readConfig<S extends z.ZodType>(schema: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => describe(issue, set)));
}

function describe(issue: z.core.$ZodIssue, set: NodeJS.ProcessEnv): string {
  // What is inside a variable, such as the third of a list, has no name of its own.
  const name = String(issue.path[0]);
  return set[name] === undefined ? `${name} is not set` : `${name}: ${issue.message}`;
}

/** A URL of one of these schemes, e.g. `urlOf('postgres', 'postgresql')`. */
export function urlOf(...schemes: string[]): z.ZodType<string> {
  const wanted = `must be a URL such as ${schemes[0]}://host:port`;
  return z.string().refine((text) => {
    return URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1));
  }, wanted);
}
