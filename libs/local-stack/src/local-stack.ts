import {
  componentNames,
  type ComponentName,
  type Progress,
  type RunningComponent,
  type StrategyName,
} from './component';
import { DataFolder, defaultDataDir } from './data-folder';
import { MissingRequirementsError, StrategyUnavailableError } from './errors';
import { PortAllocator, type PortChoice } from './ports';
import { preflight } from './preflight';
import type { Security } from './security';
import { candidateStrategies, childProcessesOnly } from './settings';
import { strategies } from './strategies/strategies';
import type { KafkaDoors, StartContext } from './strategies/strategy';
import { Warden } from './warden/warden';

/** What to start, and where. */
export interface LocalStackOptions {
  /** Default: all four. */
  readonly components?: readonly ComponentName[];
  /** Where data and logs are kept; the word `temporary` is a new folder that goes when the stack does. Default: the project's. */
  readonly dataDir?: string;
  /** Default: `preferred`. */
  readonly ports?: PortChoice;
  readonly onProgress?: Progress;
  /** Called when a server that was up ends by itself. It can be started again with its `restart`. */
  readonly onUnexpectedEnd?: (component: ComponentName, ending: string) => void;
  /** Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Further listeners of an embedded Kafka; any other has none of them. */
  readonly kafkaDoors?: KafkaDoors;
  /** Further arguments of an embedded Redis. */
  readonly redisArguments?: readonly string[];
  /** Has them as child processes that take nobody in but over TLS and by log-in; `component.environment` says how. */
  readonly secure?: Security;
}

/** Servers that answer. */
export interface LocalStack {
  /** The components that were asked for. */
  readonly components: Readonly<Record<ComponentName, RunningComponent>>;
  /** Ends processes when this one is gone; register those that work on the stack with it. */
  readonly warden: Warden;
  /** The folder with the data and, below `logs`, what the servers write. */
  readonly dataDir: string;
  /** Ends the services that the warden still watches, stops every server and gives the data folder back. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts servers, all at the same time, each by the first strategy that works here, and waits until every one answers.
 * If one fails the others are stopped again.
 * @throws MissingRequirementsError before anything is started
 * @throws DataFolderInUseError when a living stack works on the same data
 * @throws ServerFailedError, ExternalServerError when a server can't be had
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { components = componentNames, dataDir = defaultDataDir, ports = 'preferred', secure } = options;
  const env = secure ? childProcessesOnly(options.env ?? process.env) : (options.env ?? process.env);
  await preflight({ components, env });
  const folder = await DataFolder.claim(dataDir);
  const warden = await appointWarden(folder);
  const allocator = new PortAllocator(ports);
  const contextOf = (component: ComponentName): StartContext => ({
    folder,
    ports: allocator,
    warden,
    env,
    kafkaDoors: options.kafkaDoors ?? {},
    redisArguments: options.redisArguments ?? [],
    secure,
    progress: (text) => options.onProgress?.(component, text),
    onUnexpectedEnd: (ending) => options.onUnexpectedEnd?.(component, ending),
  });
  const started = await startAll(components, contextOf).catch(async (error: unknown) => {
    await giveBack(warden, folder);
    throw error;
  });
  let stopping: Promise<void> | undefined;
  return {
    components: Object.fromEntries(started.map((one) => [one.name, one])) as LocalStack['components'],
    warden,
    dataDir: folder.path,
    stop: () => (stopping ??= stopStack(started, warden, folder)),
  };
}

async function appointWarden(folder: DataFolder): Promise<Warden> {
  try {
    const warden = Warden.start(folder.runRecord);
    if (folder.temporary) warden.removeFolder(folder.path);
    return warden;
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function startAll(
  components: readonly ComponentName[],
  contextOf: (component: ComponentName) => StartContext,
): Promise<RunningComponent[]> {
  const starts = components.map((component) => startByFirstThatWorks(component, contextOf(component)));
  try {
    return await Promise.all(starts);
  } catch (error) {
    // The others fail soon when what they wait for is ended; one that got through is stopped.
    const warden = components[0] && contextOf(components[0]).warden;
    await warden?.endAll();
    const rest = await Promise.allSettled(starts);
    await stopAll(rest.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    throw error;
  }
}

async function startByFirstThatWorks(
  component: ComponentName,
  context: StartContext,
): Promise<RunningComponent> {
  const [hasData] = context.folder.strategiesOf(component);
  const candidates = candidateStrategies(component, context.env, hasData);
  for (const [index, name] of candidates.entries()) {
    const next = candidates[index + 1];
    try {
      return await startBy(name, component, context);
    } catch (error) {
      if (!givesWay(error) || next === undefined) throw error;
      context.progress(`${error.message}; trying ${next} instead`);
      if (hasData === name)
        context.progress(`what was written so far stays with ${name}, ${next} has its own data`);
    }
  }
  throw new StrategyUnavailableError(`there is no way to get ${component}`);
}

function givesWay(error: unknown): error is Error {
  return error instanceof StrategyUnavailableError || error instanceof MissingRequirementsError;
}

async function startBy(
  name: StrategyName,
  component: ComponentName,
  context: StartContext,
): Promise<RunningComponent> {
  const running = await strategies[name].start(component, context);
  if (name !== 'external') context.folder.noteStrategy(component, name);
  context.progress(`ready: ${running.version} at ${withoutPassword(running.url)} (${name})`);
  return running;
}

function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:@/]+):[^@/]*@/, '$1@');
}

async function stopStack(
  components: readonly RunningComponent[],
  warden: Warden,
  folder: DataFolder,
): Promise<void> {
  try {
    await warden.endServices();
    await stopAll(components);
  } finally {
    await giveBack(warden, folder);
  }
}

async function stopAll(components: readonly RunningComponent[]): Promise<void> {
  const stops = components.map((component) => component.stop());
  await Promise.allSettled(stops); // one that can't be stopped keeps no other from it
  await Promise.all(stops);
}

async function giveBack(warden: Warden, folder: DataFolder): Promise<void> {
  await warden.dismiss();
  await folder.release();
}
