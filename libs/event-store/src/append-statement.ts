import type { Queryable } from '@ordersaga/postgres';
import type { QueryConfig } from 'pg';
import { alongsideArguments, appendArguments } from './append-arguments';
import type { AppendRequest, Verdict } from './event';
import { sql } from './statements';

/**
 * Appends to many streams in one round trip, each stream at most once. Atomic by itself, or part of the transaction
 * that `client` is in.
 * @param sqlFunction what is called with the values to be written alongside; those that have none go without it
 * @throws InvalidAppendError before anything is sent
 */
export async function appendToStreams(
  client: Queryable,
  requests: readonly AppendRequest[],
  sqlFunction?: string,
): Promise<Verdict[]> {
  if (requests.length === 0) return [];
  if (requests.every(({ alongside }) => alongside === undefined))
    return ask(client, requests, { ...sql('append-to-streams'), values: appendArguments(requests) });
  return ask(client, requests, { ...sql('append-alongside'), values: allArguments(requests, sqlFunction) });
}

/**
 * The same by itself, made ready for whatever connection comes; it fails, with 55P03, when another transaction holds one
 * of the streams for 200 ms.
 * @throws InvalidAppendError
 */
export function groupAppend(
  requests: readonly AppendRequest[],
  sqlFunction?: string,
): (client: Queryable) => Promise<Verdict[]> {
  const statement = { ...sql('append-group'), values: allArguments(requests, sqlFunction) };
  return (client) => ask(client, requests, statement);
}

function allArguments(requests: readonly AppendRequest[], sqlFunction: string | undefined): unknown[] {
  return [...appendArguments(requests), ...alongsideArguments(requests, sqlFunction)];
}

async function ask(
  client: Queryable,
  requests: readonly AppendRequest[],
  statement: QueryConfig,
): Promise<Verdict[]> {
  const { rows } = await client.query<{ appended: boolean; version: string }>(statement);
  return requests.map(({ streamId }, index) => {
    const row = rows[index];
    if (!row) throw new Error('there were fewer verdicts than requests');
    return { streamId, appended: row.appended, version: Number(row.version) };
  });
}

/**
 * Parts requests so that no part has a stream twice: a later request for a stream must see what an earlier one did.
 */
export function inRounds(requests: readonly AppendRequest[]): AppendRequest[][] {
  const rounds: AppendRequest[][] = [];
  const seen = new Map<string, number>();
  for (const request of requests) {
    const round = seen.get(request.streamId) ?? 0;
    seen.set(request.streamId, round + 1);
    (rounds[round] ??= []).push(request);
  }
  return rounds;
}
