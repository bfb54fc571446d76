import { topics, type Cause, type Message } from '@ordersaga/contracts';
import {
  ChangeOrderHandler,
  DeadlineReactions,
  PlaceOrderHandler,
  reactionTypes,
  reactToMessages,
  type Journal,
  type PlaceOrderRequest,
  type ReactionMessage,
  type RequestedChange,
} from '@ordersaga/order/application';
import { usualLimits, type Order } from '@ordersaga/order/domain';
import { choose, type Consumer } from '../broker';
import type { Inbox } from '../memory/inbox';
import { ClaimMemory, OrderMemory } from '../memory/order-memory';
import type { StoryTime } from '../surroundings';

/** Order on ports in memory. */
export class OrderMachine implements Consumer {
  readonly name = 'order';
  readonly reads = {
    [topics.stockIntegrationEvents]: reactionTypes,
    [topics.paymentIntegrationEvents]: reactionTypes,
  };
  readonly memory: OrderMemory;
  private readonly placing: PlaceOrderHandler;
  private readonly changing: ChangeOrderHandler;
  private readonly deadlines: DeadlineReactions;

  constructor(
    private readonly time: StoryTime,
    inbox: Inbox,
    publish: (topic: string, message: Message) => void,
  ) {
    this.memory = new OrderMemory(
      inbox,
      ({ domain, integration }) => {
        publish(topics.orderDomainEvents, domain);
        publish(topics.orderIntegrationEvents, integration);
      },
      time.now,
    );
    const ports = { catalogue: this.memory.catalogue, store: this.memory, surroundings: time };
    this.placing = new PlaceOrderHandler({ ...ports, claims: new ClaimMemory() });
    this.changing = new ChangeOrderHandler(ports);
    this.deadlines = new DeadlineReactions({
      deadlines: this.memory.deadlines,
      surroundings: time,
      limits: usualLimits,
      journal,
      isUnavailable: () => true,
    });
  }

  /** @throws OrderRuleError */
  place(request: PlaceOrderRequest, key: string): Promise<Order> {
    return this.placing.place(request, this.asked(), key);
  }

  /**
   * @param meanwhile happens between reading the order and writing it
   * @throws OrderRuleError
   */
  async change(orderId: string, change: RequestedChange, meanwhile?: () => Promise<void>): Promise<void> {
    this.memory.meanwhile = meanwhile;
    await this.changing.change(orderId, change, this.asked()).finally(() => {
      this.memory.meanwhile = undefined;
    });
  }

  /** Deals with the deadlines that have come. */
  async meetDeadlines(): Promise<void> {
    while (await this.deadlines.round());
  }

  /** Brings a deadline back that is over. */
  bringDeadlineBack(pick: number): void {
    this.memory.deadlines.bringBack((past) => choose(past, pick));
  }

  react(messages: readonly Message[]): Promise<void> {
    const ports = { reactions: this.memory, surroundings: this.time, journal };
    return reactToMessages(ports, messages as readonly ReactionMessage[]);
  }

  private asked(): Cause {
    const request = this.time.newId();
    return { correlationId: request, causationId: request };
  }
}

/** Nothing that a story tells of is about an order that does not exist, or cannot be dealt with. */
const journal: Journal = {
  warn: (fields, message) => {
    throw new Error(`${message}: ${JSON.stringify(fields)}`);
  },
};
