import type { OutboxMessage } from '@ordersaga/outbox';
import type { AppendRequest, ExpectedVersion, NewEvent } from './event';
import { InvalidAppendError } from './errors';

/**
 * The arrays that `append-to-streams` takes, in its order.
 * @throws InvalidAppendError
 */
export function appendArguments(requests: readonly AppendRequest[]): unknown[] {
  const streams = columns(4);
  const events = columns(8);
  const messages = columns(6);
  requests.forEach((request, index) => {
    const place = index + 1;
    addRow(streams, streamRow(request));
    request.events.forEach((event, offset) =>
      addRow(events, [place, offset + 1, ...eventRow(request.streamId, event)]),
    );
    request.outbox?.forEach((message) => addRow(messages, [place, ...messageRow(request.streamId, message)]));
  });
  return [...streams, ...events, ...messages];
}

function streamRow({ streamId, streamType, expectedVersion, events }: AppendRequest): unknown[] {
  if (events.length === 0) throw new InvalidAppendError(streamId, 'there is no event');
  return [streamId, streamType, expectedNumber(streamId, expectedVersion), events.length];
}

function eventRow(streamId: string, event: NewEvent): unknown[] {
  const { eventId, type, schemaVersion = 1, data, metadata, recordedAt } = event;
  return [
    uuidText(streamId, eventId),
    type,
    schemaVersion,
    jsonText(streamId, data),
    jsonText(streamId, metadata),
    momentText(streamId, recordedAt),
  ];
}

function messageRow(streamId: string, { messageId, topic, key, headers, payload }: OutboxMessage): unknown[] {
  return [messageId, topic, key, jsonText(streamId, headers), jsonText(streamId, payload)];
}

function columns(count: number): unknown[][] {
  return Array.from({ length: count }, () => []);
}

function addRow(table: readonly unknown[][], row: readonly unknown[]): void {
  row.forEach((value, column) => table[column]?.push(value));
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
