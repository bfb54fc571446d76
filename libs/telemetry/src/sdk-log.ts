import type { DiagLogger } from '@opentelemetry/api';
import type { TracingLog } from './quiet-exporter';

/** Between two warnings while the SDK is at work, milliseconds. */
const pauseMs = 60_000;

/**
 * Takes what the SDK has to say: first everything it thinks of its variables, then a warning now and then, such as of
 * spans dropped because too many waited. Only texts: their details may repeat what was sent.
 */
export class SdkLog implements DiagLogger {
  private known: () => boolean = () => false;
  private silentUntil = -Infinity;

  constructor(private readonly logger: TracingLog) {}

  /** From now on it is at work; what it says of an outage that is `known` is left out. */
  atWork(known: () => boolean): void {
    this.known = known;
    this.silentUntil = 0;
  }

  warn(message: string): void {
    const now = performance.now();
    if (this.known() || now < this.silentUntil) return;
    if (this.silentUntil >= 0) this.silentUntil = now + pauseMs;
    this.logger.warn({}, message);
  }

  error(message: string): void {
    this.warn(message);
  }

  info(): void {}
  debug(): void {}
  verbose(): void {}
}
