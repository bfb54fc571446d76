import { topics, type Message } from '@ordersaga/contracts';
import { paymentTriggerTypes, type PaymentTrigger } from '@ordersaga/payment/application';
import { choose, type Consumer } from '../broker';
import type { Inbox } from '../memory/inbox';
import { PaymentMemory } from '../memory/payment-memory';
import { Provider } from '../provider';
import type { StoryTime } from '../surroundings';
import { messageFrom } from './message-from';
import { PaymentInstance, type CallEnd } from './payment-instance';

/** Payment: two instances on one store in memory, and the provider they call. */
export class PaymentMachine implements Consumer {
  readonly name = 'payment';
  readonly reads = {
    [topics.orderIntegrationEvents]: paymentTriggerTypes,
    [topics.stockIntegrationEvents]: paymentTriggerTypes,
  };
  readonly memory: PaymentMemory;
  readonly provider = new Provider();
  private readonly instances: PaymentInstance[];
  private turn = 0;

  constructor(
    private readonly time: StoryTime,
    inbox: Inbox,
    publish: (topic: string, message: Message) => void,
  ) {
    this.memory = new PaymentMemory(inbox, (event, cause) =>
      publish(topics.paymentIntegrationEvents, messageFrom('payment', event, cause, time)),
    );
    this.instances = [this.start(), this.start()];
  }

  /** The instances take turns. */
  async react(messages: readonly Message[]): Promise<void> {
    await this.next().react(messages as readonly PaymentTrigger[]);
    this.complain();
  }

  /** Ends a call to the provider. @returns whether there was any */
  async endCall(pick: number, how: CallEnd): Promise<boolean> {
    const open = this.instances.flatMap((instance) => instance.calls.map((call) => ({ instance, call })));
    const chosen = choose(open, pick);
    if (chosen === undefined) return false;
    await chosen.instance.end(chosen.call, how);
    this.complain();
    return true;
  }

  /** An instance looks for operations that are due. */
  async sweep(): Promise<void> {
    await this.next().sweep();
    this.complain();
  }

  /** An instance dies and is started again. */
  async crash(pick: number, reached: boolean): Promise<void> {
    const at = pick % this.instances.length;
    await this.instances[at]?.die(reached);
    this.instances[at] = this.start();
  }

  /** When the next operation is due, undefined when nothing is pending. */
  nextDue(): Date | undefined {
    const due = [...this.memory.payments.values()].flatMap(({ retryAt }) => retryAt ?? []);
    return due.sort((a, b) => a.getTime() - b.getTime())[0];
  }

  /** Leaves no call open. */
  async stop(): Promise<void> {
    for (const instance of this.instances) await instance.die(false);
  }

  private next(): PaymentInstance {
    this.turn += 1;
    return choose(this.instances, this.turn) as PaymentInstance;
  }

  private start(): PaymentInstance {
    return new PaymentInstance(this.memory, this.provider, this.time);
  }

  private complain(): void {
    for (const { failure } of this.instances) if (failure !== undefined) throw failure;
  }
}
