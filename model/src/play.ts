import type { PlaceOrderRequest } from '@ordersaga/order/application';
import { OrderRuleError } from '@ordersaga/order/domain';
import { checkNow } from './always-holds';
import { checkAtRest } from './at-rest';
import { choose } from './broker';
import { comeToRest } from './come-to-rest';
import { Shop } from './shop';
import type { Scenario, Step } from './step';
import { BrokenStatementError } from './statement';
import { Story } from './surroundings';

/** A story went wrong; tells why, and all that had happened. `cause` is a BrokenStatementError when a statement did not hold. */
export class BrokenStoryError extends Error {
  readonly code = 'broken-story';
  constructor(
    override readonly cause: Error,
    story: Story,
  ) {
    const reason = cause instanceof BrokenStatementError ? cause.message : cause.stack;
    super(`${reason}\n\nWhat happened:\n${String(story)}`);
  }
}

/**
 * Plays a story: after every step, while the shop comes to rest, and at the end it must hold what always holds.
 * @returns the shop as it is in the end
 * @throws BrokenStoryError
 */
export async function play(scenario: Scenario, inboxes: boolean): Promise<Shop> {
  const story = new Story();
  const shop = await Shop.open({ products: scenario.products, inboxes, story });
  const player = new Player(shop);
  try {
    for (const step of scenario.steps) {
      story.tell(() => JSON.stringify(step));
      await player.take(step);
      checkNow(shop);
    }
    await comeToRest(shop, scenario.rest);
    await checkAtRest(shop);
    return shop;
  } catch (error) {
    throw new BrokenStoryError(error as Error, story);
  } finally {
    await shop.payment.stop();
  }
}

/** Carries out one step after the other. */
class Player {
  /** Requests that came with an idempotency key, to be repeated. */
  private readonly placed: (() => Promise<void>)[] = [];
  private readonly restocked: (() => Promise<void>)[] = [];

  constructor(private readonly shop: Shop) {}

  async take(step: Step): Promise<void> {
    const { broker, services, projections, order, payment, stock } = this.shop;
    switch (step.do) {
      case 'place':
        return this.place(step);
      case 'place-again':
        return choose(this.placed, step.pick)?.();
      case 'add':
      case 'remove':
      case 'confirm':
      case 'cancel':
        return this.change(step);
      case 'restock':
        return this.restock(step);
      case 'restock-again':
        return choose(this.restocked, step.pick)?.();
      case 'price':
        return stock.changePrice(this.product(step.product), step.unitPrice);
      case 'deliver':
        return void (await broker.deliver(services, step.pick, step.further));
      case 'deliver-again':
        return broker.deliverAgain(services, step.pick);
      case 'project':
        return void (await broker.deliver(projections, step.pick, step.further));
      case 'project-again':
        return broker.deliverAgain(projections, step.pick);
      case 'end-call':
        return void (await payment.endCall(step.pick, step.how));
      case 'crash-payment':
        return payment.crash(step.pick, step.reached);
      case 'wait':
        return this.wait(step.ms);
      case 'meet-deadlines':
        return order.meetDeadlines();
      case 'bring-deadline-back':
        return order.bringDeadlineBack(step.pick);
    }
  }

  private async place({ lines, hold, card }: Extract<Step, { do: 'place' }>): Promise<void> {
    const key = this.shop.time.newId();
    const request: PlaceOrderRequest = {
      customerId: 'customer',
      items: lines.map(({ product, quantity }) => ({ productId: this.product(product), quantity })),
      hold,
      paymentMethod: card,
    };
    const first = await this.shop.order.place(request, key);
    const repeat = async (): Promise<void> => {
      const again = await this.shop.order.place(request, key);
      if (again.orderId !== first.orderId || again.version !== 1)
        throw new Error('one key placed two orders');
    };
    this.placed.push(repeat);
  }

  private async change(step: Extract<Step, { do: 'add' | 'remove' | 'confirm' | 'cancel' }>): Promise<void> {
    const { order, story } = this.shop;
    const orderId = choose(this.shop.orderIds, step.order);
    if (orderId === undefined) return;
    const { meanwhile } = step;
    try {
      await order.change(orderId, this.changeOf(step), meanwhile && (() => this.take(meanwhile)));
    } catch (error) {
      if (!(error instanceof OrderRuleError)) throw error;
      story.tell(() => `  refused: ${error.message}`);
    }
  }

  private changeOf(step: Extract<Step, { do: 'add' | 'remove' | 'confirm' | 'cancel' }>) {
    switch (step.do) {
      case 'add':
        return {
          type: 'add-item',
          productId: this.product(step.product),
          quantity: step.quantity,
        } as const;
      case 'remove':
        return {
          type: 'remove-item',
          productId: this.product(step.product),
          ...(step.quantity === undefined ? {} : { quantity: step.quantity }),
        } as const;
      default:
        return { type: step.do };
    }
  }

  private async restock({ product, quantity }: Extract<Step, { do: 'restock' }>): Promise<void> {
    const { stock, restocked, time } = this.shop;
    const productId = this.product(product);
    const key = time.newId();
    const repeat = async () => void (await stock.restock(productId, quantity, key));
    await repeat();
    restocked.set(productId, (restocked.get(productId) ?? 0) + quantity);
    this.restocked.push(repeat);
  }

  /** Lets time pass; what was late arrives, and what was left undone is taken up. */
  private async wait(ms: number): Promise<void> {
    this.shop.time.pass(ms);
    this.shop.payment.provider.arrive();
    await this.shop.payment.sweep();
  }

  private product(at: number): string {
    return choose(this.shop.productIds, at) as string;
  }
}
