import { collectDefaultMetrics, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How often the event loop's lag is sampled, milliseconds. The default, 10, is half a percent of a core in each process at rest. */
const lagSampleMs = 500;

/** A registry of its own (several services can live in one test process) with the process metrics of Node in it. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagSampleMs });
  return registry;
}
