import type { AppendRequest, ExpectedVersion } from './event';
import { InvalidAppendError } from './errors';

/**
 * The arrays that `append-to-streams` takes, in its order.
 * @throws InvalidAppendError
 */
export function appendArguments(requests: readonly AppendRequest[]): unknown[] {
  const events = requests.flatMap((request, index) =>
    request.events.map((event, offset) => ({
      ...event,
      streamId: request.streamId,
      request: index + 1,
      place: offset + 1,
    })),
  );
  const messages = requests.flatMap(({ outbox = [], streamId }, index) =>
    outbox.map((message) => ({ ...message, streamId, request: index + 1 })),
  );
  return [
    requests.map(({ streamId }) => streamId),
    requests.map(({ streamType }) => streamType),
    requests.map(({ streamId, expectedVersion }) => expectedNumber(streamId, expectedVersion)),
    requests.map((request) => countOf(request)),
    events.map(({ request }) => request),
    events.map(({ place }) => place),
    events.map(({ streamId, eventId }) => uuidText(streamId, eventId)),
    events.map(({ type }) => type),
    events.map(({ schemaVersion = 1 }) => schemaVersion),
    events.map(({ streamId, data }) => jsonText(streamId, data)),
    events.map(({ streamId, metadata }) => jsonText(streamId, metadata)),
    events.map(({ streamId, recordedAt }) => momentText(streamId, recordedAt)),
    messages.map(({ request }) => request),
    messages.map(({ messageId }) => messageId),
    messages.map(({ topic }) => topic),
    messages.map(({ key }) => key),
    messages.map(({ streamId, headers }) => jsonText(streamId, headers)),
    messages.map(({ streamId, payload }) => jsonText(streamId, payload)),
  ];
}

/**
 * What `append-alongside` takes after those: the function, and the values for it with the places of their requests.
 * @throws InvalidAppendError
 */
export function alongsideArguments(
  requests: readonly AppendRequest[],
  sqlFunction: string | undefined,
): unknown[] {
  const values = requests.flatMap(({ streamId, alongside }, index) => {
    if (alongside === undefined) return [];
    if (sqlFunction === undefined)
      throw new InvalidAppendError(
        streamId,
        'it has a value to write alongside, the store no function for it',
      );
    return [{ request: index + 1, value: jsonText(streamId, alongside) }];
  });
  return [sqlFunction, values.map(({ request }) => request), values.map(({ value }) => value)];
}

function countOf({ streamId, events }: AppendRequest): number {
  if (events.length === 0) throw new InvalidAppendError(streamId, 'there is no event');
  return events.length;
}

function expectedNumber(streamId: string, expected: ExpectedVersion): number {
  if (expected === 'none') return 0;
  if (expected === 'any') return -1;
  if (Number.isSafeInteger(expected) && expected >= 0) return expected;
  throw new InvalidAppendError(streamId, `${expected} is no version`);
}

/** As Postgres takes one, without its rarer ways to write it. */
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function uuidText(streamId: string, eventId: string): string {
  if (typeof eventId === 'string' && uuid.test(eventId)) return eventId;
  throw new InvalidAppendError(streamId, `${String(eventId)} is no UUID`);
}

function momentText(streamId: string, moment: Date): string {
  if (Number.isNaN(moment.getTime())) throw new InvalidAppendError(streamId, 'its time is not valid');
  return moment.toISOString();
}

function jsonText(streamId: string, value: unknown): string {
  try {
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (cause) {
    throw new InvalidAppendError(streamId, 'its data cannot be written as JSON', { cause });
  }
  throw new InvalidAppendError(streamId, 'its data cannot be written as JSON');
}
