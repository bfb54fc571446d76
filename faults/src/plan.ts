import { Random } from '@ordersaga/test-kit';
import { canCoincide, lastingOf, targetsOf, type Fault, type FaultKind } from './fault';

/** Something that is done to the system before it is left to recover: one fault, or two at once. */
export interface Step {
  readonly faults: readonly Fault[];
  /** Milliseconds. */
  readonly lastsMs: number;
  /** For what is left to chance within it. */
  readonly seed: number;
}

/** After so many steps with one fault comes one with two. */
const singlesAPair = 3;
const attemptsAPair = 30;

/**
 * What is done to the system, without end: the same for the same seed. Each kind has its turn in each round, and goes
 * through all that it can happen to before anything has it twice.
 */
export function* planOf(seed: number, kinds: readonly FaultKind[]): Generator<Step, never> {
  const random = new Random(seed);
  const decks = new Map(kinds.map((kind) => [kind, targets(random, kind)]));
  const draw = (kind: FaultKind): Fault => ({ kind, target: decks.get(kind)?.next().value ?? '' });
  for (;;)
    for (const [index, kind] of shuffled(random, kinds).entries()) {
      yield stepOf(random, [draw(kind)]);
      const pair = index % singlesAPair === singlesAPair - 1 ? drawPair(random, kinds, draw) : undefined;
      if (pair) yield stepOf(random, pair);
    }
}

function stepOf(random: Random, faults: readonly Fault[]): Step {
  const lastsMs = Math.max(...faults.map(lastingOf));
  return { faults, lastsMs, seed: random.upTo(2 ** 31) };
}

/** None when the kinds have nothing that can coincide. */
function drawPair(
  random: Random,
  kinds: readonly FaultKind[],
  draw: (kind: FaultKind) => Fault,
): Fault[] | undefined {
  const first = draw(random.pick(kinds));
  for (let attempt = 0; attempt < attemptsAPair; attempt += 1) {
    const second = draw(random.pick(kinds));
    if (canCoincide(first, second)) return [first, second];
  }
  return undefined;
}

function* targets(random: Random, kind: FaultKind): Generator<string, never> {
  for (;;) yield* shuffled(random, targetsOf[kind]);
}

/** The same in another order (Fisher and Yates). */
function shuffled<T>(random: Random, things: readonly T[]): T[] {
  const deck = [...things];
  for (let left = deck.length; left > 1; left -= 1) {
    const chosen = random.upTo(left) - 1;
    [deck[left - 1], deck[chosen]] = [deck[chosen] as T, deck[left - 1] as T];
  }
  return deck;
}
