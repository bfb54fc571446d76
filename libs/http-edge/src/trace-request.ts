import type { Request, Response } from 'express';
import { isTracing, startSpan, type Span } from '@ordersaga/telemetry';
import { probes } from './probes';

/** What is known of a request before it is worked on. */
export interface IncomingRequest {
  readonly correlationId: string;
  /** The caller's `traceparent`. */
  readonly parent: string | undefined;
}

/**
 * Traces a request until its answer is out, or its client gone. Gives back the `traceparent` of what it causes; undefined
 * when it isn't traced.
 */
export function traceRequest(
  request: Request,
  response: Response,
  incoming: IncomingRequest,
): string | undefined {
  if (!isTracing() || probes.has(request.path)) return undefined;
  const span = startSpan(request.method, {
    kind: 'server',
    parent: incoming.parent,
    attributes: {
      'http.request.method': request.method,
      'url.path': request.path,
      'url.scheme': request.protocol,
      'user_agent.original': request.get('user-agent'),
      'ordersaga.correlation_id': incoming.correlationId,
    },
  });
  if (!span) return undefined;
  // Comes after the answer, and when the client has gone before it.
  response.once('close', () => endWith(span, request, response));
  return span.traceparent;
}

function endWith(span: Span, request: Request, response: Response): void {
  const route = (request.route as { path?: string } | undefined)?.path;
  if (route !== undefined) {
    span.rename(`${request.method} ${route}`);
    span.set({ 'http.route': route });
  }
  if (response.headersSent) {
    const { statusCode } = response;
    span.set({ 'http.response.status_code': statusCode });
    if (statusCode >= 500) {
      span.set({ 'error.type': String(statusCode) });
      span.fail();
    }
  }
  span.end();
}
