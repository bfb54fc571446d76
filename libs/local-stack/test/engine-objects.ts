import { getContainerRuntimeClient } from 'testcontainers';

/** What the engine has of a container, running or not. */
export interface FoundContainer {
  readonly id: string;
  readonly state: string;
  /** Volumes, named or not, that it was made with. */
  readonly volumes: readonly string[];
}

/** Containers whose name begins like this. */
export async function containersNamed(prefix: string): Promise<FoundContainer[]> {
  const { container } = await getContainerRuntimeClient();
  const found = await container.dockerode.listContainers({
    all: true,
    filters: JSON.stringify({ name: [`^/${prefix}`] }),
  });
  return found.map(({ Id, State, Mounts }) => ({
    id: Id,
    state: State,
    volumes: Mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : [])),
  }));
}

/** Those of the volumes that are still there. */
export async function volumesAmong(names: readonly string[]): Promise<string[]> {
  const { container } = await getContainerRuntimeClient();
  const { Volumes } = await container.dockerode.listVolumes();
  return Volumes.map(({ Name }) => Name).filter((name) => names.includes(name));
}

/** Removes them as they are, as `docker rm --force` does. */
export async function removeContainers(containers: readonly FoundContainer[]): Promise<void> {
  const { container } = await getContainerRuntimeClient();
  await Promise.all(containers.map(({ id }) => container.getById(id).remove({ force: true })));
}
