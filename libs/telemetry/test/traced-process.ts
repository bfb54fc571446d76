import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What a traced process printed: its log lines, and the facts at its end. */
export interface Told {
  readonly lines: { readonly level: 'info' | 'warn'; readonly message: string }[];
  /** Modules of OpenTelemetry that were loaded. */
  readonly loaded: string[];
  readonly traceparents: (string | null)[];
  /** How long the stop took, milliseconds. */
  readonly stopMs: number;
}

/** Loads what is to be loaded besides, starts tracing, makes spans, looks at what is loaded, stops. */
const script = `
process.argv.slice(2).forEach((path) => require(path));
const { startTracing, startSpan } = require(process.argv[1]);
const { setTimeout: pause } = require('node:timers/promises');
const lines = [];
const log = (level) => (fields, message) => lines.push({ level, message: message + ' ' + JSON.stringify(fields) });
const logger = { info: log('info'), warn: log('warn') };
const tracing = startTracing({ serviceName: 'traced', environment: process.env, logger });
const traceparents = [];
(async () => {
  for (let n = 0; n < Number(process.env.SPANS ?? 1); n += 1) {
    const span = startSpan('span-' + n, { kind: 'server', parent: process.env.PARENT, attributes: { n } });
    traceparents.push(span ? span.traceparent : null);
    span?.end();
    await pause(Number(process.env.PAUSE_MS ?? 0));
  }
  const loaded = Object.keys(require.cache).filter((path) => path.includes('@opentelemetry'));
  const begin = performance.now();
  await tracing.stop();
  console.log(JSON.stringify({ lines, loaded, traceparents, stopMs: performance.now() - begin }));
  process.exit(0);
})();
`;

/**
 * Runs a process of its own with the built library: what it loads can only be seen there.
 * @param besides paths of modules that are loaded before
 */
export function runTraced(
  environment: Record<string, string>,
  besides: readonly string[] = [],
): Promise<Told> {
  const library = join(__dirname, '../dist/index.js');
  const child = spawn(process.execPath, ['-e', script, library, ...besides], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve(JSON.parse(output) as Told));
  });
}

/** An OTLP endpoint as the test wants it. */
export interface Endpoint {
  readonly url: string;
  close(): void;
}

/** Listens on any port. */
export async function openEndpoint(
  answer: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void,
): Promise<Endpoint> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, Buffer.concat(chunks), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
