import type { Message } from '@ordersaga/contracts';
import { Broker, type Consumer } from './broker';
import { OrderMachine } from './machines/order-machine';
import { PaymentMachine } from './machines/payment-machine';
import { SalesMachine, SuccessRateMachine } from './machines/projection-machines';
import { StockMachine } from './machines/stock-machine';
import { Inbox } from './memory/inbox';
import { StoryTime, type Story } from './surroundings';

/** A product of the catalogue as it is in the beginning. */
export interface Beginning {
  readonly unitPrice: number;
  readonly quantity: number;
}

/** How a shop is built. */
export interface ShopOptions {
  /** Its products, of ids `p0`, `p1` and so on. */
  readonly products: readonly Beginning[];
  /** Whether the services know messages that they had before. */
  readonly inboxes: boolean;
  readonly story: Story;
}

/** The whole system: every service's own code, joined by a broker that lives in memory. */
export class Shop {
  readonly time = new StoryTime();
  readonly story: Story;
  readonly broker: Broker;
  readonly order: OrderMachine;
  readonly stock: StockMachine;
  readonly payment: PaymentMachine;
  readonly sales = new SalesMachine();
  readonly successRate = new SuccessRateMachine(this.time);
  readonly services: readonly Consumer[];
  readonly projections: readonly Consumer[] = [this.sales, this.successRate];
  /** All that was ever published, in its order. */
  readonly published: Message[] = [];

  /** How much of each product has come in since. */
  readonly restocked = new Map<string, number>();

  private constructor({ inboxes, story }: ShopOptions) {
    const publish = (topic: string, message: Message): void => {
      this.published.push(message);
      this.broker.publish(topic, message);
    };
    this.story = story;
    this.broker = new Broker(story.tell);
    this.order = new OrderMachine(this.time, new Inbox(inboxes), publish);
    this.stock = new StockMachine(this.time, new Inbox(inboxes), publish);
    this.payment = new PaymentMachine(this.time, new Inbox(inboxes), publish);
    this.services = [this.order, this.stock, this.payment];
    for (const consumer of [...this.services, ...this.projections]) this.broker.subscribe(consumer);
  }

  /** Opens a shop whose catalogue Order knows. */
  static async open(options: ShopOptions): Promise<Shop> {
    const shop = new Shop(options);
    for (const [index, { unitPrice, quantity }] of options.products.entries())
      await shop.stock.catalog(`p${index}`, unitPrice, quantity);
    while (await shop.broker.deliver([shop.order], 0));
    return shop;
  }

  /** The ids of its products. */
  get productIds(): string[] {
    return [...this.stock.memory.products.keys()];
  }

  /** The ids of its orders, as they were placed. */
  get orderIds(): string[] {
    return [...this.order.memory.streams.keys()];
  }
}
