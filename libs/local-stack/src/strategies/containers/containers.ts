import type { RunningComponent } from '../../component';
import { StrategyUnavailableError } from '../../errors';
import type { StartContext, Strategy } from '../strategy';
import { ContainerComponent } from './container-component';
import { findEngine } from './engine';
import { serverImages, type ServerImage } from './images';

const portAttempts = 3;
const portTaken = /port is already allocated|address already in use/i;

/** Runs servers in containers of a Docker engine, through testcontainers. */
export const containers: Strategy = {
  async start(name, context) {
    const engine = await findEngine();
    if (!engine) throw new StrategyUnavailableError('no Docker engine answers');
    const { ImageName } = await import('testcontainers');
    const server = serverImages[name];
    const image = ImageName.fromString(server.image);
    try {
      if (!(await engine.image.exists(image))) {
        context.progress(`pulling ${server.image} (once)`);
        await engine.image.pull(image);
      }
    } catch (error) {
      throw new StrategyUnavailableError(`${server.image} can't be pulled (${firstLine(error)})`, {
        cause: error,
      });
    }
    const start = (port: number): Promise<RunningComponent> =>
      ContainerComponent.start({ name, server, port, engine, context });
    return onFreePort(server, context, start);
  },
};

/** Somebody may be faster to take the port between our look and the engine's. */
async function onFreePort<T>(
  { usualPort }: ServerImage,
  { ports, progress }: StartContext,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await ports.allocate(usualPort);
    if (ports.isDetour(port, usualPort)) progress(`port ${usualPort} is taken, using ${port}`);
    try {
      return await start(port);
    } catch (error) {
      if (attempt === portAttempts || !portTaken.test(String(error))) throw error;
    }
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
