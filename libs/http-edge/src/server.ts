import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { Router, type Express } from 'express';
import type { HealthCheck, Logger, Registry, Stoppable } from '@ordersaga/service-runtime';
import { correlate } from './correlate';
import { answerErrors, answerUnknown, type ErrorMapping } from './errors';
import { healthRoutes } from './health';
import { observe } from './observe';

/** What an HTTP server is made from. */
export interface HttpServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
  readonly registry: Registry;
  /** The dependencies that `/readyz` names. */
  readonly checks: readonly HealthCheck[];
  /** Adds the service's own routes. */
  readonly routes?: (router: Router) => void;
  /** Knows the answers to the application's errors. */
  readonly mapError?: ErrorMapping;
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

/**
 * Starts a JSON-over-HTTP server: health and metrics, correlation, problem documents for every error.
 * @throws ListenError
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(createApp(options));
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `http://${host}:${port}`;
  options.logger.info({ url }, 'listening');
  return { url, port, stop: () => close(server) };
}

function createApp({
  logger,
  registry,
  checks,
  routes,
  mapError = () => undefined,
}: HttpServerOptions): Express {
  const router = Router();
  routes?.(router);
  const app = express();
  app.disable('x-powered-by');
  // Express' own ETag is a hash of the body; here an ETag is an order's version.
  app.disable('etag');
  app.use(correlate, observe(logger, registry), healthRoutes(checks, registry));
  app.use(express.json({ limit: bodyLimit, type: () => true, strict: false }));
  app.use(router, answerUnknown(router), answerErrors(logger, mapError));
  return app;
}

function listen(server: Server, { port, host }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new ListenError(host, port, error)));
    server.listen(port, host, () => resolve());
  });
}

/** Takes no new connection, lets the answers under way finish, and closes idle keep-alive connections at once. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
