/** A place in the input and what is wrong there. */
export interface Fault {
  /** Dotted path, e.g. `items.0.quantity`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
}

/** What a problem document says (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Identifies the kind of problem; a path below `/problems/`, or `about:blank`. */
  readonly type?: string;
  readonly errors?: readonly Fault[];
  /** Response headers that belong to it, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer other than success, thrown from wherever it is known; the edge turns it into a problem document. */
export class ProblemError extends Error {
  readonly code = 'http-problem';
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`, options);
    this.name = 'ProblemError';
  }
}

/** An error's message as a problem's detail: capital letter, full stop. */
export function sentenceOf({ message }: Error): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** 400: the input does not fit; every fault is named. */
export function badRequest(detail: string, errors?: readonly Fault[]): ProblemError {
  return new ProblemError({ status: 400, title: 'Bad Request', detail, ...(errors ? { errors } : {}) });
}

/** 404. */
export function notFound(detail: string): ProblemError {
  return new ProblemError({ status: 404, title: 'Not Found', detail });
}

/** 409: the state of the thing does not allow it. */
export function conflict(detail: string): ProblemError {
  return new ProblemError({ status: 409, title: 'Conflict', detail });
}

/** 412: the thing is not in the state that the request was made for. */
export function preconditionFailed(detail: string): ProblemError {
  return new ProblemError({ status: 412, title: 'Precondition Failed', detail });
}

/** 422: understood and well-formed, but it can't be done. */
export function unprocessable(detail: string, errors?: readonly Fault[]): ProblemError {
  return new ProblemError({
    status: 422,
    title: 'Unprocessable Content',
    detail,
    ...(errors ? { errors } : {}),
  });
}

/** 503 with `Retry-After` in seconds: something this service needs does not answer. */
export function unavailable(detail: string, retryAfter = 1): ProblemError {
  const headers = { 'Retry-After': String(retryAfter) };
  return new ProblemError({ status: 503, title: 'Service Unavailable', detail, headers });
}
