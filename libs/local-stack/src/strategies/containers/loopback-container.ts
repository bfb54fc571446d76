import type { GenericContainer } from 'testcontainers';
import type { ServerImage } from './images';

/** What a container is made of besides its image. */
export interface LoopbackContainerOptions {
  readonly name: string;
  readonly hostPort: number;
  /** The volume that keeps the data; without one it goes with the container. */
  readonly volume: string | undefined;
}

/**
 * A container with its port on the loopback address: testcontainers would open it on every address of the machine.
 * Whether its server is ready is for others to find out, and the warden removes it rather than a Ryuk beside it.
 */
export async function loopbackContainer(
  server: ServerImage,
  { name, hostPort, volume }: LoopbackContainerOptions,
): Promise<GenericContainer> {
  const testcontainers = await import('testcontainers');

  class OnLoopback extends testcontainers.GenericContainer {
    protected override beforeContainerCreated(): Promise<void> {
      this.hostConfig.PortBindings = {
        [`${server.port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }],
      };
      return Promise.resolve();
    }
  }

  const container = new OnLoopback(server.image)
    .withName(name)
    .withEnvironment(server.environment)
    .withExposedPorts({ container: server.port, host: hostPort })
    .withSharedMemorySize(256 * 1024 * 1024)
    .withAutoCleanup(false)
    .withWaitStrategy(testcontainers.Wait.forAll([]));
  if (server.command) container.withCommand([...server.command]);
  if (server.file) container.withCopyContentToContainer([{ ...server.file(hostPort), mode: 0o644 }]);
  if (volume) container.withBindMounts([{ source: volume, target: server.dataPath }]);
  return container;
}
