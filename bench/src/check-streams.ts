import type { Pool } from 'pg';

/**
 * Checks that every event which was answered for is there, once, in versions without a gap, and nothing else.
 * @param appended the last version of each stream
 * @throws Error which tells a stream that is not so
 */
export async function checkStreams(pool: Pool, appended: ReadonlyMap<string, number>): Promise<void> {
  const { rows } = await pool.query<{ stream_id: string; events: number; last: number; stream: number }>(
    `SELECT stream_id, count(event.version)::integer AS events, max(event.version)::integer AS last,
       max(stream.version)::integer AS stream
     FROM events event FULL JOIN streams stream USING (stream_id) GROUP BY stream_id`,
  );
  const wrong = rows.find((row) => {
    const expected = appended.get(row.stream_id);
    return row.events !== expected || row.last !== expected || row.stream !== expected;
  });
  if (wrong)
    throw new Error(
      `order ${wrong.stream_id} has ${wrong.events} events up to version ${wrong.last}, its stream says ` +
        `${wrong.stream}, and ${appended.get(wrong.stream_id) ?? 0} were appended`,
    );
  if (rows.length !== appended.size)
    throw new Error(`there are ${rows.length} streams, and ${appended.size} were appended to`);
}
