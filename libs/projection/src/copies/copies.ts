/** A rebuild of the projection that is under way. */
export interface RebuildUnderWay {
  /** Told apart by it from any other rebuild there ever was. */
  readonly id: string;
  /** Who rebuilds, for people. */
  readonly by: string;
  /** Since when, an ISO timestamp by the clock of who rebuilds. For people. */
  readonly since: string;
  /** The name of the copy that it fills. */
  readonly copy: string;
  /** Rises for as long as it is alive. */
  readonly beat: number;
  /** While there is one, nobody who follows the orders begins to write. Told apart by it from any other hold. */
  readonly hold?: string;
}

/**
 * Which copy of a projection answers, and the rebuild that makes another one. Kept in the projection's own store, where
 * all instances and the rebuild see it; a plain JSON value.
 */
export interface Copies {
  /** Rises with every change; 0: nothing was ever stored. */
  readonly revision: number;
  /** The name of the copy that answers and is written to. */
  readonly live: string;
  /** The number of the newest copy that was ever begun. No name is ever used again. */
  readonly newest: number;
  readonly rebuild?: RebuildUnderWay;
}

/** Where copies are told. Its methods throw StoreUnavailableError when the store does not answer. */
export interface CopyRegister {
  /** As they are now; `firstCopies` where nothing is stored. */
  read(): Promise<Copies>;
  /**
   * Stores copies, `revision` being the next, if what is stored has the revision that they were made from; in one atomic
   * step.
   * @returns whether it did
   */
  replace(revision: number, copies: Copies): Promise<boolean>;
}

/** The name of the n-th copy. */
export function copyName(number: number): string {
  return `v${number}`;
}

/** A projection that was never rebuilt. */
export const firstCopies: Copies = { revision: 0, live: copyName(1), newest: 1 };

/** Lets whoever follows the orders write again, if it is that hold which keeps them. */
export function withoutHold(copies: Copies, hold: string): Copies {
  if (copies.rebuild?.hold !== hold) return copies;
  const { hold: _hold, ...rebuild } = copies.rebuild;
  return { ...copies, rebuild };
}

/** Copies without a rebuild under way. */
export function withoutRebuild({ rebuild: _rebuild, ...copies }: Copies): Copies {
  return copies;
}

/**
 * Changes what a register tells, made anew as often as somebody else is quicker. It is stored again even if the change
 * changes nothing: what an earlier attempt has written, whose answer got lost, is then as safe as the store makes it.
 * @param change of what is stored now; what it throws is thrown
 * @throws StoreUnavailableError
 */
export async function changeCopies(
  register: CopyRegister,
  change: (copies: Copies) => Copies,
): Promise<Copies> {
  for (;;) {
    const before = await register.read();
    const after = { ...change(before), revision: before.revision + 1 };
    if (await register.replace(before.revision, after)) return after;
  }
}
