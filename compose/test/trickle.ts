import { setTimeout as pause } from 'node:timers/promises';
import type { OrderAnswer, Shop } from './shop';

const customers = 3;
/** Between a customer's orders, milliseconds. */
const restMs = 50;

/** Customers who order one piece after the other, and try again when they are refused, until they are told to stop. */
export class Trickle {
  private over = false;
  private readonly orders: OrderAnswer[] = [];
  private readonly working: Promise<unknown>;

  constructor(
    private readonly shop: Shop,
    private readonly productId: string,
  ) {
    this.working = Promise.all(Array.from({ length: customers }, () => this.order()));
    this.working.catch(() => undefined); // told by whoever stops them
  }

  /** How many orders were accepted so far. */
  get accepted(): number {
    return this.orders.length;
  }

  /** Lets every customer finish the order in hand. @returns those that were accepted */
  async stop(): Promise<readonly OrderAnswer[]> {
    this.over = true;
    await this.working;
    return this.orders;
  }

  private async order(): Promise<void> {
    while (!this.over) {
      this.orders.push(await this.shop.placeInTheEnd(this.productId));
      await pause(restMs);
    }
  }
}
