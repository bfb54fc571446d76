import { componentNames, type ComponentName } from './component';
import { MissingRequirementsError, type MissingRequirement } from './errors';
import { candidateStrategies, externalVariables } from './settings';
import { engineAnswers } from './strategies/containers/engine';
import { missingForEmbedded } from './strategies/embedded/requirements';

/** The oldest Node.js that the project and its drivers run on. */
const oldestNode = [20, 19] as const;

/** What to check, and for which environment. */
export interface PreflightOptions {
  readonly components?: readonly ComponentName[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Finds out, before anything is started, what this machine lacks for the strategies that would be used.
 * @throws MissingRequirementsError with everything that is missing, how to install it, and what would do instead
 * @throws InvalidSettingError when LOCAL_STACK has a value that means nothing
 */
export async function preflight({
  components = componentNames,
  env = process.env,
}: PreflightOptions = {}): Promise<void> {
  const own = components.filter((component) => !candidateStrategies(component, env).includes('external'));
  const inContainers = own.some((component) => candidateStrategies(component, env).includes('containers'));
  const engine = inContainers && (await engineAnswers());
  const embedded = own.filter((component) => candidateStrategies(component, env).includes('embedded'));
  const missing = [
    ...missingNode(process.versions.node),
    ...(engine ? [] : missingEngine(own, env)),
    ...(engine ? [] : await missingForEmbedded(embedded, env)),
  ];
  if (missing.length > 0) throw new MissingRequirementsError(missing, alternatives(missing, env));
}

/** What is wrong with a Node.js version, if anything. */
export function missingNode(version: string): MissingRequirement[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return [];
  const problem = `Node.js ${version} is too old: ${oldestNode.join('.')} or newer is needed`;
  return [{ neededBy: [], problem, remedy: 'Install a current one from https://nodejs.org.' }];
}

/** With LOCAL_STACK=containers nothing can stand in for the engine. */
function missingEngine(own: readonly ComponentName[], env: NodeJS.ProcessEnv): MissingRequirement[] {
  const neededBy = own.filter((component) => !candidateStrategies(component, env).includes('embedded'));
  if (neededBy.length === 0) return [];
  const problem = 'No Docker engine answers, and LOCAL_STACK=containers allows nothing else';
  return [{ neededBy, problem, remedy: 'Start Docker, or unset LOCAL_STACK.' }];
}

function alternatives(missing: readonly MissingRequirement[], env: NodeJS.ProcessEnv): string[] {
  const wanting = componentNames.filter((name) => missing.some(({ neededBy }) => neededBy.includes(name)));
  if (wanting.length === 0) return [];
  const variables = wanting.map((name) => externalVariables[name]);
  const docker = 'start a Docker engine: the servers then run in containers';
  const restricted = env['LOCAL_STACK'] === 'embedded' ? ' (and unset LOCAL_STACK)' : '';
  return [
    ...(env['LOCAL_STACK'] === 'containers' ? [] : [docker + restricted]),
    `name servers that are running already in ${variables.join(', ')}`,
  ];
}
