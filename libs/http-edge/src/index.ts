export type { ErrorMapping } from './errors';
export { parseBody, parseQuery } from './parse';
export {
  badRequest,
  conflict,
  notFound,
  ProblemError,
  unavailable,
  unprocessable,
  type Fault,
  type Problem,
} from './problem';
export { createHttpServer, ListenError, type HttpServer, type HttpServerOptions } from './server';
