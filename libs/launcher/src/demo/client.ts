/** An answer other than the one the demo counts on. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'unexpected-answer';
  constructor(method: string, url: string, status: number, body: string) {
    super(`${method} ${url} answered ${status}: ${body.slice(0, 500)}`);
    this.name = 'UnexpectedAnswerError';
  }
}

/** GETs JSON. */
export function get<T>(url: string): Promise<T> {
  return call<T>('GET', url);
}

/** POSTs JSON, or nothing, and reads the JSON answer. */
export function post<T>(url: string, body?: unknown): Promise<T> {
  return call<T>('POST', url, body);
}

async function call<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  if (!response.ok) throw new UnexpectedAnswerError(method, url, response.status, text);
  return JSON.parse(text) as T;
}
