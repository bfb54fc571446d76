export { baseImages, neededImages } from './availability';
export { ComposedSystem, root, type ComposeConfig, type ContainerFacts } from './composed-system';
export { docker, DockerError } from './docker';
export { portVariables, type Published, type PublishedPorts } from './published-ports';
export { hasConsole, systemOfThisRun } from './run-of-tests';
