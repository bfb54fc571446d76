import type { Queryable } from '@ordersaga/postgres';
import type { SnapshotCursor } from '@ordersaga/snapshot-cursor';
import { sql } from '../statements';

/** The right to move a subscription's cursor, until somebody else gets a higher fencing number. */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  readonly fencing: string;
}

/** Takes the lease when nobody else has it; what is stored of the cursor comes with it, null for a new name. */
export async function acquireLease(
  client: Queryable,
  name: string,
  owner: string,
  leaseMs: number,
): Promise<{ lease: Lease; stored: SnapshotCursor | null } | undefined> {
  const { rows } = await client.query<{ fencing: string; cursor: SnapshotCursor | null }>({
    ...sql('acquire-subscription'),
    values: [name, owner, leaseMs],
  });
  const [row] = rows;
  return row && { lease: { name, owner, fencing: row.fencing }, stored: row.cursor };
}

/** False when the lease is lost. */
export async function renewLease(client: Queryable, lease: Lease, leaseMs: number): Promise<boolean> {
  const { rowCount } = await client.query({
    ...sql('renew-subscription'),
    values: [...right(lease), leaseMs],
  });
  return rowCount === 1;
}

/** Lets another instance take over at once. */
export async function releaseLease(client: Queryable, lease: Lease): Promise<void> {
  await client.query({ ...sql('release-subscription'), values: right(lease) });
}

/** Moves the cursor in the transaction that `client` is in; false when the lease is lost and nothing was moved. */
export async function moveWithin(client: Queryable, lease: Lease, cursor: SnapshotCursor): Promise<boolean> {
  const values = [...right(lease), JSON.stringify(cursor)];
  return (await client.query({ ...sql('move-subscription'), values })).rowCount === 1;
}

/** Moves the cursor by itself, without waiting for the disk; false when the lease is lost and nothing was moved. */
export async function moveApart(client: Queryable, lease: Lease, cursor: SnapshotCursor): Promise<boolean> {
  const values = [...right(lease), JSON.stringify(cursor)];
  return (await client.query({ ...sql('move-subscription-relaxed'), values })).rowCount === 1;
}

function right({ name, owner, fencing }: Lease): string[] {
  return [name, owner, fencing];
}
