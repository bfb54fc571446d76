export { correlationOf } from './correlate';
export type { ErrorMapping } from './errors';
export { idempotencyKeyOf } from './idempotency-key';
export { ifMatchOf, type TagGuard } from './if-match';
export { parseBody, parseOptionalBody, parseQuery } from './parse';
export {
  badRequest,
  conflict,
  notFound,
  preconditionFailed,
  ProblemError,
  sentenceOf,
  unavailable,
  unprocessable,
  type Fault,
  type Problem,
} from './problem';
export { createHttpServer, ListenError, type HttpServer, type HttpServerOptions } from './server';
