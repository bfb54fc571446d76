import type * as OpenTelemetry from './open-telemetry';
import type { TracingLog } from './quiet-exporter';
import { readTracingSettings } from './settings';
import { traceWith } from './span';

/** Who traces, and what tells whether to. */
export interface TracingOptions {
  /** What the spans come from, unless `OTEL_SERVICE_NAME` says otherwise. */
  readonly serviceName: string;
  /** The process's environment; the SDK itself looks nowhere else. */
  readonly environment: NodeJS.ProcessEnv;
  /** Hears of settings that are odd and, once per outage, of an endpoint that doesn't take the spans. */
  readonly logger: TracingLog;
}

/** Tracing, on or off. */
export interface Tracing {
  readonly on: boolean;
  /** Makes no more spans and exports those that have ended. Takes a second at most, and never rejects. */
  stop(): Promise<void>;
}

/**
 * Traces from now on when the environment names an OTLP endpoint. Otherwise OpenTelemetry's SDK is not even loaded.
 * Call it before what it shall trace is made.
 * @throws TracingSettingsError
 */
export function startTracing({ serviceName, environment, logger }: TracingOptions): Tracing {
  const settings = readTracingSettings(environment);
  if (!settings) return { on: false, stop: async () => undefined };
  const telemetry = loadOpenTelemetry().openTelemetry({ ...settings, serviceName, logger });
  traceWith(telemetry.source);
  return {
    on: true,
    stop: () => {
      traceWith(undefined);
      return telemetry.stop();
    },
  };
}

function loadOpenTelemetry(): typeof OpenTelemetry {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is off shall cost no start-up time
  return require('./open-telemetry') as typeof OpenTelemetry;
}
