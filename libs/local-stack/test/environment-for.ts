import { externalVariables } from '../src/settings';

/** This environment without the servers it may name, and without containers. */
export function embeddedOnly(): NodeJS.ProcessEnv {
  const named = new Set(Object.values(externalVariables));
  const rest = Object.entries(process.env).filter(([name]) => !named.has(name));
  return { ...Object.fromEntries(rest), LOCAL_STACK: 'embedded' };
}
