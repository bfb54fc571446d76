import type { Answers } from './answers';

/** How long a customer waits for an answer, milliseconds. */
export const patienceMs = 5_000;

/** An answer, or none: the connection broke, or it took longer than a customer waits. */
export interface Answer {
  readonly status: number | undefined;
  /** The JSON of the answer. */
  readonly body: unknown;
  /** What `Retry-After` asks for, milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** A request to a service. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const none: Answer = { status: undefined, body: undefined, retryAfterMs: undefined };

/** Makes a call; never throws, unless the signal ends everything. */
export async function call(
  { method, url, body, headers }: Call,
  answers: Answers,
  signal: AbortSignal,
): Promise<Answer> {
  const late = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([late, signal]),
    });
    const answer = await response.json();
    answers.note(response.status);
    const seconds = response.headers.get('retry-after');
    return {
      status: response.status,
      body: answer,
      retryAfterMs: seconds === null ? undefined : Number(seconds) * 1_000,
    };
  } catch (error) {
    if (signal.aborted) throw error;
    answers.note(late.aborted ? 'late' : 'broken');
    return none;
  }
}

/** Whether an answer leaves open what has happened, or asks to come again: a call under a key is made once more. */
export function isUnclear({ status }: Answer): boolean {
  return status === undefined || status === 409 || status === 429 || status >= 500;
}
