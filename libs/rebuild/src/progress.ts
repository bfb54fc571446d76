/** What a rebuild does, in the order in which it does it. */
export const phases = [
  'announcing',
  'filling',
  'catching up',
  'finishing',
  'comparing',
  'switching',
  'cleaning',
] as const;
export type Phase = (typeof phases)[number];

/** How far a rebuild is. */
export interface Progress {
  readonly phase: Phase;
  /** Events while it fills and catches up, orders while it compares; 0 in other phases. */
  readonly done: number;
  /** How many there are, as far as that is known. */
  readonly all?: number;
  /** What it waits for. */
  readonly waiting?: string;
}

/** Hears how far a rebuild is, after every batch; must not throw. */
export type OnProgress = (progress: Progress) => void;
