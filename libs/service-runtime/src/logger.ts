import pino, { type DestinationStream, type Logger } from 'pino';
import { currentCorrelation } from './correlation';

export type { Logger } from 'pino';

/** Where a part says what it could not do; a logger is one. */
export interface WarningLog {
  warn(fields: Record<string, unknown>, message: string): void;
}

/** What a logger is made from. */
export interface LoggerOptions {
  readonly service: string;
  readonly level?: string;
  /** Where lines go; standard output unless told. */
  readonly destination?: DestinationStream;
}

/** One JSON object a line, with the service's name and the correlation id of the work at hand. */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'authorization', '*.authorization'], censor: '[secret]' },
    mixin: () => {
      const correlation = currentCorrelation();
      return correlation ? { correlationId: correlation.correlationId } : {};
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
