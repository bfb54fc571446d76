import type { ComponentName, StrategyName } from './component';
import { InvalidSettingError } from './errors';

/** The variable that names a server somebody else runs. */
export const externalVariables: Record<ComponentName, string> = {
  kafka: 'KAFKA_BROKERS',
  postgres: 'POSTGRES_URL',
  redis: 'REDIS_URL',
  mongo: 'MONGO_URL',
};

/**
 * Which strategies may serve a component, in the order to try them: its URL in the environment is binding; without
 * one containers come before child processes, unless LOCAL_STACK names one of the two, or one has the data already.
 * @throws InvalidSettingError when LOCAL_STACK has any other value
 */
export function candidateStrategies(
  component: ComponentName,
  env: NodeJS.ProcessEnv,
  hasData?: StrategyName,
): readonly StrategyName[] {
  const restriction = env['LOCAL_STACK']?.trim() ?? '';
  if (!['', 'containers', 'embedded'].includes(restriction))
    throw new InvalidSettingError(
      'LOCAL_STACK',
      `LOCAL_STACK is "${restriction}"; it can be "containers" or "embedded", or be left out`,
    );
  if (externalUrl(component, env)) return ['external'];
  if (restriction === 'containers' || restriction === 'embedded') return [restriction];
  return hasData === 'embedded' ? ['embedded', 'containers'] : ['containers', 'embedded'];
}

/** What the environment says of a component besides its URL, about TLS and logging in. */
export function externalEnvironment(
  component: ComponentName,
  env: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const about = new RegExp(`^${component.toUpperCase()}_(TLS|SASL)(_|$)`);
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value && about.test(name) ? [[name, value]] : [])),
  );
}

/** An environment that names no server and allows no container. */
export function childProcessesOnly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = new Set(Object.values(externalVariables));
  const rest = Object.entries(env).filter(([name]) => !named.has(name));
  return { ...Object.fromEntries(rest), LOCAL_STACK: 'embedded' };
}

/** The URL the environment gives for a component. */
export function externalUrl(component: ComponentName, env: NodeJS.ProcessEnv): string | undefined {
  return env[externalVariables[component]]?.trim() || undefined;
}
