import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** Where it is said that spans don't get out; pino's loggers fit. */
export interface TracingLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** An exporter whose failures are said once per outage. The spans in question are lost; nobody waits for them. */
export class QuietExporter implements SpanExporter {
  private outage = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly logger: TracingLog,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.exporter.export(spans, ({ code, error }) => {
      if (code === ExportResultCode.SUCCESS) this.succeeded();
      else this.failed(error);
      // Else the SDK would say so as well, of every batch.
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  /** Whether the last export failed. */
  get failing(): boolean {
    return this.outage;
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  /** Spans are lost. Of the error, only what names it is told: its details may repeat what was sent. */
  failed(error: Error | undefined): void {
    if (this.outage) return;
    this.outage = true;
    const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
    this.logger.warn({ code, detail: message }, 'traces cannot be exported; they are lost until this ends');
  }

  private succeeded(): void {
    if (this.outage) this.logger.info({}, 'traces are exported again');
    this.outage = false;
  }
}
