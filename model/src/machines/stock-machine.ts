import { topics, type Message } from '@ordersaga/contracts';
import {
  catalogNewProduct,
  changeProduct,
  orderMessageTypes,
  reactToOrders,
  restockProduct,
  type OrderMessage,
} from '@ordersaga/stock/application';
import type { Product } from '@ordersaga/stock/domain';
import type { Consumer } from '../broker';
import type { Inbox } from '../memory/inbox';
import { StockMemory } from '../memory/stock-memory';
import type { StoryTime } from '../surroundings';
import { messageFrom } from './message-from';

/** Stock on a store in memory. */
export class StockMachine implements Consumer {
  readonly name = 'stock';
  readonly reads = { [topics.orderIntegrationEvents]: orderMessageTypes };
  readonly memory: StockMemory;
  private readonly reactTo: (messages: readonly OrderMessage[]) => Promise<void>;

  constructor(
    private readonly time: StoryTime,
    inbox: Inbox,
    publish: (topic: string, message: Message) => void,
  ) {
    this.memory = new StockMemory(inbox, (event, cause) =>
      publish(topics.stockIntegrationEvents, messageFrom('stock', event, cause, time)),
    );
    this.reactTo = reactToOrders(this.memory);
  }

  async catalog(productId: string, unitPrice: number, quantity: number): Promise<void> {
    const entry = { productId, name: productId, unitPrice, currency: 'EUR', quantity };
    await catalogNewProduct(this.memory, entry, this.asked());
  }

  async changePrice(productId: string, unitPrice: number): Promise<void> {
    await changeProduct(this.memory, productId, { unitPrice }, this.asked());
  }

  restock(productId: string, quantity: number, key: string): Promise<Product> {
    return restockProduct(this.memory, { productId, quantity }, this.asked(), key, this.time.now);
  }

  react(messages: readonly Message[]): Promise<void> {
    return this.reactTo(messages as readonly OrderMessage[]);
  }

  private asked() {
    const request = this.time.newId();
    return { correlationId: request, causationId: request };
  }
}
