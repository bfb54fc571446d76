export { correlationOf } from './correlate';
export type { ErrorMapping } from './errors';
export { idempotencyKeyOf } from './idempotency-key';
export { parseBody, parseQuery } from './parse';
export {
  badRequest,
  conflict,
  notFound,
  ProblemError,
  sentenceOf,
  unavailable,
  unprocessable,
  type Fault,
  type Problem,
} from './problem';
export { createHttpServer, ListenError, type HttpServer, type HttpServerOptions } from './server';
