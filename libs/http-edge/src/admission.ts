import type { RequestListener, ServerResponse } from 'node:http';
import { Counter, type Registry } from '@ordersaga/service-runtime';
import { probes } from './probes';

const body = JSON.stringify({
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  detail: 'More is asked of this service than it gets done; try again shortly.',
});

const headers = {
  'content-type': 'application/problem+json; charset=utf-8',
  'content-length': Buffer.byteLength(body),
  'retry-after': '1',
};

/**
 * Serves so many requests at a time and turns away what comes on top, at once and at next to no cost: who waits behind
 * more than gets done is answered when nobody listens any more, and takes memory until then. Probes always get in.
 */
export function admitting(most: number, registry: Registry, serve: RequestListener): RequestListener {
  const refused = new Counter({
    name: 'http_requests_refused_total',
    help: 'Requests that were turned away because too many were under way.',
    registers: [registry],
  });
  let underWay = 0;
  return (request, response) => {
    if (isProbe(request.url)) return serve(request, response);
    if (underWay >= most) {
      refused.inc();
      return turnAway(response);
    }
    underWay += 1;
    // Comes with the end of the answer, and with a client that has gone.
    response.once('close', () => (underWay -= 1));
    serve(request, response);
  };
}

function isProbe(url: string | undefined): boolean {
  return url !== undefined && probes.has(url.replace(/\?.*$/, ''));
}

function turnAway(response: ServerResponse): void {
  response.writeHead(503, headers).end(body);
}
