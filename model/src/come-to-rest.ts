import { checkNow, checkDecided } from './always-holds';
import type { Shop } from './shop';
import { holds } from './statement';

/** More than any story leads to: a saga that goes on after so many deliveries never ends. */
const mostMoves = 2_000;

/** The longest deadline, and more: milliseconds. */
const pastEveryDeadline = 1_000_000;

/**
 * Lets everything arrive, in an order that `seed` chooses and some of it twice, and every call be answered. Then no
 * order waits for anything but its customer's confirmation: no deadline was needed to get so far. Then the deadlines
 * pass, and what follows from them arrives as well.
 */
export async function comeToRest(shop: Shop, seed: number): Promise<void> {
  const choices = choicesFrom(seed);
  shop.story.tell(() => 'everything arrives');
  await arriveAll(shop, choices);
  checkDecided(shop, ({ hold }) => hold);
  shop.story.tell(() => 'every deadline passes');
  shop.time.pass(pastEveryDeadline);
  await shop.order.meetDeadlines();
  checkNow(shop);
  await arriveAll(shop, choices);
  checkDecided(shop, () => false);
}

async function arriveAll(shop: Shop, choices: () => number): Promise<void> {
  const consumers = [...shop.services, ...shop.projections];
  for (let moves = 0; await moveOn(shop, choices); moves += 1) {
    holds(1, moves < mostMoves, () => 'the saga does not come to rest');
    if (choices() % 6 === 0) await shop.broker.deliverAgain(consumers, choices());
    checkNow(shop);
  }
}

/** Makes one move of those that can be made. @returns whether there was any */
async function moveOn({ broker, services, projections, payment, time }: Shop, choices: () => number) {
  const deliver = (): Promise<boolean> => broker.deliver([...services, ...projections], choices());
  const answer = (): Promise<boolean> => payment.endCall(choices(), 'answered');
  const [first, second] = choices() % 3 === 0 ? [answer, deliver] : [deliver, answer];
  if ((await first()) || (await second())) return true;
  const due = payment.nextDue();
  if (due === undefined) return false;
  time.passUntil(due);
  payment.provider.arrive();
  await payment.sweep();
  return true;
}

/** Choices without end that look like chance and are the same for the same seed (Numerical Recipes' generator). */
function choicesFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
