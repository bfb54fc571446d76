export { ComposedSystem, type ContainerFacts } from './composed-system';
export { docker } from './docker';
export type { Published } from './published-ports';
export { hasConsole, systemOfThisRun } from './run-of-tests';
