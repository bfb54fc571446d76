import { startTracing, type Tracing } from '@ordersaga/telemetry';
import type { Stoppable } from './lifecycle';
import { createLogger, type Logger } from './logger';

/** A service as its `main.ts` hands it over. */
export interface Service {
  readonly name: string;
  /** Reads the settings, starts everything, and gives back how to stop it. */
  start(environment: NodeJS.ProcessEnv, logger: Logger): Promise<RunningService>;
}

/** A service that runs. */
export interface RunningService extends Stoppable {
  /** Where it answers. */
  readonly url: string;
}

/** Longest that a stop may take, in milliseconds, before the process ends all the same. */
const stopLimit = 25_000;

/**
 * Runs a service until SIGTERM or SIGINT, then stops it and exits 0; traced when the environment says where to. Exits 1
 * when it cannot start or stop, or when an error escapes every handler: a process in an unknown state is worth less than a
 * fresh one.
 */
export async function runService(service: Service): Promise<void> {
  const logger = createLogger({ service: service.name, ...levelOf(process.env) });
  process.on('uncaughtException', (error) => exitAfter(logger, error, 'an error escaped every handler'));
  process.on('unhandledRejection', (error) => exitAfter(logger, error, 'a rejection escaped every handler'));
  try {
    const tracing = startTracing({ serviceName: service.name, environment: process.env, logger });
    const running = await service.start(process.env, logger);
    // Whoever has started the process learns the port from this line, however little it wants to hear.
    createLogger({ service: service.name }).info({ url: running.url }, 'started');
    stopOnSignal(tracedUntilStopped(running, tracing), logger);
  } catch (error) {
    // A `ConfigError`, or what telemetry throws in its place.
    if ((error as { code?: unknown }).code === 'config-invalid')
      logger.fatal(`${service.name} cannot start: ${(error as Error).message}`);
    else logger.fatal({ err: error }, `${service.name} cannot start: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** What a service does while it stops is traced, too. */
function tracedUntilStopped(running: Stoppable, tracing: Tracing): Stoppable {
  return { stop: () => running.stop().finally(() => tracing.stop()) };
}

function levelOf({ LOG_LEVEL }: NodeJS.ProcessEnv): { level?: string } {
  // An invalid level is reported by the settings' check, not by the logger.
  return LOG_LEVEL && /^(fatal|error|warn|info|debug|trace|silent)$/.test(LOG_LEVEL)
    ? { level: LOG_LEVEL }
    : {};
}

function stopOnSignal(running: Stoppable, logger: Logger): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info(`${signal}: finishing what is under way`);
    const limit = setTimeout(
      () => exitAfter(logger, undefined, `not stopped within ${stopLimit} ms`),
      stopLimit,
    );
    limit.unref();
    running.stop().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => exitAfter(logger, error, 'did not stop cleanly'),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function exitAfter(logger: Logger, err: unknown, message: string): never {
  logger.fatal({ err }, message);
  process.exit(1);
}
