import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express, { Router, type Express, type RequestHandler } from 'express';
import type { HealthCheck, Logger, Registry, Stoppable } from '@ordersaga/service-runtime';
import { admitting } from './admission';
import { correlate } from './correlate';
import { answerWithin } from './deadline';
import { answerErrors, answerUnknown, type ErrorKnowledge } from './errors';
import { healthRoutes } from './health';
import { jsonOnly, jsonTypes } from './json-only';
import { observe } from './observe';

/** What an HTTP server is made from. */
export interface HttpServerOptions extends ErrorKnowledge {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  readonly registry: Registry;
  /** The dependencies that `/readyz` names. */
  readonly checks: readonly HealthCheck[];
  /** Requests that are served at a time; what comes on top is answered 503 at once. 1000 unless told. */
  readonly mostUnderWay?: number;
  /** Longest that an answer may take before it is 503, milliseconds; 6000 unless told. */
  readonly answerWithinMs?: number;
  /**
   * How long a server that is told to stop goes on taking requests while `/readyz` says that it is stopping, milliseconds:
   * time for whoever sends it requests to notice. None unless told.
   */
  readonly drainMs?: number;
  /** Adds the service's own routes. */
  readonly routes?: (router: Router) => void;
}

/** A server that listens. */
export interface HttpServer extends Stoppable {
  readonly url: string;
  readonly port: number;
}

/** A port that cannot be listened on. */
export class ListenError extends Error {
  readonly code = 'listen-failed';
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const hint = cause.code === 'EADDRINUSE' ? ': it is taken; set PORT to another' : `: ${cause.message}`;
    super(`cannot listen on ${host}:${port}${hint}`, { cause });
    this.name = 'ListenError';
  }
}

const bodyLimit = '256kb';

/** Longer than any answer here waits on purpose (`waitFor`: 5 s). */
const usualPatienceMs = 6_000;

/** At 50 ms an answer these are 20,000 answers a second: who does more has more instances. */
const usualCrowd = 1_000;

/** Longest that an answer under way may take once the server is closing, in milliseconds. */
const closeLimit = 5_000;

/**
 * Starts a JSON-over-HTTP server: health and metrics, correlation, problem documents for every error.
 * @throws ListenError
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const closing = new AbortController();
  const { mostUnderWay = usualCrowd, drainMs = 0, registry } = options;
  const server = createServer(admitting(mostUnderWay, registry, createApp(options, closing.signal)));
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `http://${host}:${port}`;
  options.logger.info({ url }, 'listening');
  return { url, port, stop: () => drain(server, closing, drainMs) };
}

function createApp(options: HttpServerOptions, closing: AbortSignal): Express {
  const { logger, registry, checks, routes, answerWithinMs = usualPatienceMs } = options;
  const router = Router();
  routes?.(router);
  const app = express();
  app.disable('x-powered-by');
  // Express' own ETag is a hash of the body; here an ETag is an order's version.
  app.disable('etag');
  const health = healthRoutes(checks, registry, closing);
  app.use(partWhen(closing), correlate, observe(logger, registry), health);
  app.use(answerWithin(answerWithinMs, logger));
  app.use(jsonOnly, express.json({ limit: bodyLimit, type: jsonTypes, strict: false }));
  app.use(router, answerUnknown(health, router), answerErrors(logger, options));
  return app;
}

function listen(server: Server, { port, host }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new ListenError(host, port, error)));
    server.listen(port, host, () => resolve());
  });
}

/** A client that keeps its connection busy would otherwise be served for ever by a server that is closing. */
function partWhen(closing: AbortSignal): RequestHandler {
  return (_request, response, next) => {
    if (closing.aborted) response.set('Connection', 'close');
    next();
  };
}

/** Says that it is stopping, and goes on for as long as others may take to hear it; only then it refuses connections. */
async function drain(server: Server, closing: AbortController, drainMs: number): Promise<void> {
  closing.abort();
  if (drainMs > 0) await pause(drainMs);
  await close(server);
}

/** Takes no new connection, lets the answers under way finish, and closes what is idle at once. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), closeLimit);
    server.close(() => {
      clearTimeout(limit);
      resolve();
    });
    server.closeIdleConnections();
  });
}
