import type { Queryable } from '@ordersaga/postgres';
import type { EventRow } from './event-row';
import { InvalidLimitError } from './errors';
import { sql } from './statements';

/** How far to load: up to and including a version, or up to the first event recorded after a moment. */
export interface LoadLimit {
  readonly toVersion?: number;
  readonly at?: Date;
}

/** The rows of many streams in one round trip, each stream's in its order. @throws InvalidLimitError */
export async function loadStreams(
  client: Queryable,
  streamIds: readonly string[],
  limit: LoadLimit = {},
): Promise<EventRow[]> {
  if (streamIds.length === 0) return [];
  checkLimit(limit);
  const values = [[...new Set(streamIds)], limit.toVersion ?? null, limit.at ?? null];
  return (await client.query<EventRow>({ ...sql('load-streams'), values })).rows;
}

/** @throws InvalidLimitError */
export function checkLimit({ toVersion, at }: LoadLimit): void {
  if (toVersion !== undefined && !Number.isSafeInteger(toVersion))
    throw new InvalidLimitError(`${toVersion} is no version`);
  if (at !== undefined && Number.isNaN(at.getTime())) throw new InvalidLimitError('its moment is no time');
}
