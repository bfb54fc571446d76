import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  type Resource,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { QuietExporter, type TracingLog } from './quiet-exporter';
import { SdkLog } from './sdk-log';
import { spansOf } from './sdk-span';
import type { Protocol } from './settings';
import type { SpanSource } from './span';

/** How OpenTelemetry is set up. */
export interface OpenTelemetryOptions {
  readonly serviceName: string;
  readonly protocol: Protocol;
  readonly logger: TracingLog;
}

/** Longest wait at the end for what is not exported yet, milliseconds. */
const flushLimit = 1_000;

/** Sets OpenTelemetry up as the environment says, exporting in batches. The only way to the SDK: it takes time to load. */
export function openTelemetry({ serviceName, protocol, logger }: OpenTelemetryOptions): {
  readonly source: SpanSource;
  stop(): Promise<void>;
} {
  const log = new SdkLog(logger);
  diag.setLogger(log, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const exporter = new QuietExporter(
    protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter(),
    logger,
  );
  const provider = new BasicTracerProvider({
    resource: describe(serviceName),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  log.atWork(() => exporter.failing);
  return {
    source: spansOf(provider.getTracer('ordersaga')),
    stop: async () => {
      const limit = new AbortController();
      await Promise.race([
        provider.shutdown().catch((error: unknown) => exporter.failed(error as Error)),
        passed(flushLimit, limit.signal).then(() =>
          exporter.failed(new Error(`not within ${flushLimit} ms`)),
        ),
      ]);
      limit.abort();
      diag.disable();
    },
  };
}

/** Who traces. What the environment says counts for more. */
function describe(serviceName: string): Resource {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'ordersaga' }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }));
}

/** Resolves after this time, never once aborted. */
function passed(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    over.addEventListener('abort', () => clearTimeout(timer));
  });
}
