import type { Messaging } from '../src';
import { describeDeciding } from './conformance/deciding';
import { describeGivingUp } from './conformance/giving-up';
import { describeOrder } from './conformance/order';
import { describePublishing } from './conformance/publishing';
import { Room } from './conformance/room';
import { describeStartingAndStopping } from './conformance/starting-and-stopping';

/**
 * What every adapter of the messaging port promises, whatever broker is behind it.
 * @param removeTopics removes the topics that begin so, after each test; for brokers that outlive it
 */
export function describeConformance(
  adapter: string,
  makeMessaging: () => Messaging,
  removeTopics?: (prefix: string) => Promise<void>,
): void {
  describe(`messaging on ${adapter}`, () => {
    const room = new Room(makeMessaging, removeTopics);
    beforeEach(() => room.open());
    afterEach(() => room.close());

    describeOrder(room);
    describeGivingUp(room);
    describeDeciding(room);
    describeStartingAndStopping(room);
    describePublishing(room);
  });
}
