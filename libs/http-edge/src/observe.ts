import type { RequestHandler } from 'express';
import { Histogram, type Logger, type Registry } from '@ordersaga/service-runtime';
import { correlationOf } from './correlate';
import { probes } from './probes';

/** Measures and logs every request except the probes; server errors are logged by the error handler. */
export function observe(logger: Logger, registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (request, response, next) => {
    if (probes.has(request.path)) return next();
    const begin = performance.now();
    response.once('finish', () => {
      const seconds = (performance.now() - begin) / 1000;
      // The route's pattern, never the path: ids as labels would grow without end.
      const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
      durations.observe({ method: request.method, route, status: response.statusCode }, seconds);
      const { method, originalUrl: url } = request;
      const { correlationId } = correlationOf(request);
      const ms = Math.round(seconds * 1e4) / 10;
      logger.debug({ correlationId, method, url, status: response.statusCode, ms }, 'answered');
    });
    next();
  };
}
