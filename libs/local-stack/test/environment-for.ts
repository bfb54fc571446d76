import { externalVariables } from '../src/settings';

/** This process' environment without the servers it may name, and with one way to get others. */
export function environmentFor(strategy: 'containers' | 'embedded'): NodeJS.ProcessEnv {
  const named = new Set(Object.values(externalVariables));
  const rest = Object.entries(process.env).filter(([name]) => !named.has(name));
  return { ...Object.fromEntries(rest), LOCAL_STACK: strategy };
}
