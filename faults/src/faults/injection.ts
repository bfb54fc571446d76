import type { Random } from '@ordersaga/test-kit';
import type { EmbeddedSystem } from '../system/embedded-system';

/** What a fault is done with. */
export interface Surroundings {
  readonly system: EmbeddedSystem;
  /** For what is left to chance. */
  readonly random: Random;
  /** Hears how it went. */
  readonly tell: (line: string) => void;
}

/** Takes a fault back: what it has stopped goes on, what it has broken is whole again. */
export type Recover = () => Promise<void>;

/** Does a fault to a target. */
export type Injection = (target: string, around: Surroundings) => Promise<Recover>;
