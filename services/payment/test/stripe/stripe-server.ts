import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StripeMemory, type Asked, type Reply } from './stripe-memory';

/** What happens to an answer: it gets lost, or is another one that Stripe gives instead. */
export type Fate = 'lost' | { readonly instead: Omit<Reply, 'body'> & { readonly body: unknown } };
/** Decides an answer's fate, in its time; undefined lets it through. What was asked is done before. */
export type Decide = (asked: Asked) => Promise<Fate | undefined> | Fate | undefined;

/** A server that the gateway takes for Stripe. */
export interface StripeServer {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: readonly Asked[];
  readonly memory: StripeMemory;
  /** How answers are decided from now on. */
  decide(decide: Decide): void;
  close(): Promise<void>;
}

/**
 * Records every request and answers by memory. With a stripe-mock behind it every request goes there first: what that
 * refuses is refused, and its answer is the body into which memory enters what it knows.
 */
export async function openStripeServer(stripeMock?: string): Promise<StripeServer> {
  const memory = new StripeMemory();
  const requests: Asked[] = [];
  let decide: Decide = () => undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const asked = read(request, body);
    requests.push(asked);
    const judged = stripeMock === undefined ? undefined : await forward(stripeMock, request, body);
    if (judged && judged.status !== 200) return send(response, judged);
    const reply = memory.answer(asked);
    const fate = await decide(asked);
    if (fate === 'lost') return void response.destroy();
    if (fate) return send(response, fate.instead);
    send(response, { ...reply, body: { ...(reply.status === 200 && judged?.body), ...reply.body } });
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    memory,
    decide: (next) => {
      decide = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  return body;
}

function read({ method = '', url = '', headers }: IncomingMessage, body: string): Asked {
  const { pathname, searchParams } = new URL(url, 'http://stripe');
  const key = headers['idempotency-key'];
  return {
    method,
    path: pathname,
    params: method === 'GET' ? searchParams : new URLSearchParams(body),
    idempotencyKey: typeof key === 'string' ? key : undefined,
  };
}

async function forward(to: string, { method = '', url = '', headers }: IncomingMessage, body: string) {
  const { authorization = '', 'content-type': type, 'stripe-version': version } = headers;
  const response = await fetch(`${to}${url}`, {
    method,
    headers: {
      authorization,
      ...(type && { 'content-type': type }),
      ...(typeof version === 'string' && { 'stripe-version': version }),
    },
    ...(method !== 'GET' && { body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function send(
  response: ServerResponse,
  { status, body, replayed }: Omit<Reply, 'body'> & { body: unknown },
): void {
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'request-id': 'req_test',
      ...(replayed && { 'idempotent-replayed': 'true' }),
    })
    .end(typeof body === 'string' ? body : JSON.stringify(body));
}
