import type { ContainerRuntimeClient } from 'testcontainers';
import type { RunningComponent } from '../../component';
import { StrategyUnavailableError } from '../../errors';
import type { StartContext, Strategy } from '../strategy';
import { ContainerComponent } from './container-component';
import { findEngine, saysEngine } from './engine';
import { serverImages, type ServerImage } from './images';

const portAttempts = 3;
const portTaken = /port is already allocated|address already in use/i;

/** Runs servers in containers of a Docker engine, through testcontainers. */
export const containers: Strategy = {
  async start(name, context) {
    const engine = await findEngine();
    if (!engine) throw new StrategyUnavailableError('no Docker engine answers');
    const server = serverImages[name];
    await haveImage(server, engine, context.progress);
    const start = (port: number): Promise<RunningComponent> =>
      ContainerComponent.start({ name, server, port, engine, context });
    return onFreePort(server, context, start);
  },
};

/** What keeps servers from running in containers here, in a line; undefined when nothing does. Pulls their images. */
export async function whyNoContainers(): Promise<string | undefined> {
  const engine = await findEngine();
  if (!engine) return 'no Docker engine answers here';
  const pulls = Object.values(serverImages).map((server) => haveImage(server, engine, () => undefined));
  const failure = (await Promise.allSettled(pulls)).find((pull) => pull.status === 'rejected');
  return failure && (failure.reason as Error).message;
}

/** @throws StrategyUnavailableError when it is not there and can't be had */
async function haveImage(
  server: ServerImage,
  engine: ContainerRuntimeClient,
  progress: StartContext['progress'],
): Promise<void> {
  const { ImageName } = await import('testcontainers');
  const image = ImageName.fromString(server.image);
  try {
    if (await engine.image.exists(image)) return;
    progress(`pulling ${image.string} (once)`);
    await engine.image.pull(image);
    // What goes wrong once the pulling has begun is only told in its output.
    if (!(await engine.image.exists(image))) throw new Error('it is not there after pulling');
  } catch (error) {
    throw new StrategyUnavailableError(`${image.string} can't be pulled (${saysEngine(error)})`, {
      cause: error,
    });
  }
}

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
