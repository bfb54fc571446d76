import pino, { type DestinationStream, type Logger } from 'pino';

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

/** One JSON object a line, with the service's name. */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'authorization', '*.authorization'], censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
