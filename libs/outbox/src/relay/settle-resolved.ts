import { KeySet } from './key-set';
import type { PagePublisher, PublishingRights } from './page-publisher';
import type { RelayLogger } from './ports';
import type { DeadLetterRow, Lease, RelayStore } from './relay-store';

const batchSize = 500;

interface Settlement {
  readonly store: RelayStore;
  readonly publisher: PagePublisher;
  readonly logger: RelayLogger;
  readonly lease: Lease;
  readonly rights: PublishingRights;
}

/**
 * Carries out what operators decided about dead letters: publishes the replayed ones and those parked behind them, in
 * order, and removes the discarded ones. One that is refused again stays, and so does what is behind it.
 * @returns false when the lease was lost
 */
export async function settleResolved({
  store,
  publisher,
  logger,
  lease,
  rights,
}: Settlement): Promise<boolean> {
  for (;;) {
    const letters = await store.movableDeadLetters(batchSize);
    if (letters.length === 0) return true;
    const { discarded, sendable } = sort(letters);
    const parked = await publisher.publish(sendable, new KeySet(), rights);
    const staying = new Set(parked.map(({ row }) => row.id));
    const published = sendable.filter((row) => !staying.has(row.id));
    const refused = parked.flatMap(({ row, reason }) =>
      reason === undefined ? [] : [{ id: row.id, reason }],
    );
    const done = [...discarded, ...published].map((row) => row.id);
    if (!(await store.settleDeadLetters(lease, done, refused))) return false;
    logger.info(
      { replayed: published.length, discarded: discarded.length, refused: refused.length },
      'dead letters settled',
    );
  }
}

/** What goes, and what may be sent: of each key the rows before its first one that still waits for a decision. */
function sort(letters: readonly DeadLetterRow[]): { discarded: DeadLetterRow[]; sendable: DeadLetterRow[] } {
  const discarded: DeadLetterRow[] = [];
  const sendable: DeadLetterRow[] = [];
  const blocked = new KeySet();
  for (const letter of letters) {
    const undecided = letter.reason !== null && letter.resolution === null;
    if (letter.resolution === 'discard') discarded.push(letter);
    else if (undecided || blocked.has(letter)) blocked.add(letter);
    else sendable.push(letter);
  }
  return { discarded, sendable };
}
