import {
  reactToMessages,
  Settlement,
  type ChargeRequest,
  type PaymentStore,
  type PaymentTrigger,
  type RefundRequest,
} from '@ordersaga/payment/application';
import type { OperationResult } from '@ordersaga/payment/domain';
import type { Asked, Provider } from '../provider';
import { settled, type StoryTime } from '../surroundings';

/** How a call to the provider ends: what it does with it, and what its caller hears. */
export type CallEnd = 'answered' | 'answer-lost' | 'never-arrived' | 'arrives-late';

/** A call to the provider that nobody has heard the end of yet. */
interface OpenCall {
  readonly asked: Asked;
  readonly resolve: (result: OperationResult) => void;
  readonly reject: (error: Error) => void;
}

/** Real time that no run takes: every call ends when the story says so. */
const never = 1_000_000_000;

/** How long an operation is left to the instance that planned it, in the story's milliseconds. */
const graceMs = 7_500;

/** One process of Payment: its settlement calls the provider, and it may die at any moment. */
export class PaymentInstance {
  /** Calls that wait for their end. */
  readonly calls: OpenCall[] = [];
  /** What went wrong while answers were recorded. */
  failure: Error | undefined;
  private readonly settlement: Settlement;
  private readonly reactTo: (messages: readonly PaymentTrigger[]) => Promise<void>;
  private dead = false;

  constructor(
    private readonly store: PaymentStore,
    private readonly provider: Provider,
    private readonly time: StoryTime,
  ) {
    const gateway = {
      charge: (request: ChargeRequest) => this.call({ ...request, kind: 'charge' }),
      refund: (request: RefundRequest) => this.call({ ...request, kind: 'refund' }),
    };
    const settings = { timeoutMs: never, concurrency: 4, graceMs };
    this.settlement = new Settlement(
      this.whileAlive(),
      gateway,
      settings,
      { onUnrecorded: this.heed },
      time.now,
    );
    this.reactTo = reactToMessages(this.store, this.settlement, time.now);
  }

  async react(messages: readonly PaymentTrigger[]): Promise<void> {
    await this.reactTo(messages);
    await settled();
  }

  /** Ends a call that is under way. */
  async end(call: OpenCall, how: CallEnd): Promise<void> {
    this.calls.splice(this.calls.indexOf(call), 1);
    try {
      if (how === 'answered') call.resolve(this.provider.carryOut(call.asked));
      else if (how === 'answer-lost') this.provider.carryOut(call.asked);
      else if (how === 'arrives-late') this.provider.delay(call.asked);
    } finally {
      // Changes nothing for a call that was answered.
      call.reject(new Error('no answer in time'));
    }
    await settled();
  }

  /** Takes up what is due, as the recovery sweep does. */
  async sweep(): Promise<void> {
    const now = this.time.now();
    this.settlement.take(await this.store.takeDueOperations(now, new Date(now.getTime() + graceMs), 100));
    await settled();
  }

  /** Dies: nothing it would still have written is, and its calls go on without it or never got out. */
  async die(reached: boolean): Promise<void> {
    this.dead = true;
    const calls = this.calls.splice(0);
    for (const { reject } of calls) reject(new Error('died'));
    await settled();
    if (reached) for (const { asked } of calls) this.provider.carryOut(asked);
  }

  private call(asked: Asked): Promise<OperationResult> {
    if (this.dead) return Promise.reject(new Error('died'));
    return new Promise((resolve, reject) => this.calls.push({ asked, resolve, reject }));
  }

  private whileAlive(): PaymentStore {
    const { store } = this;
    return {
      transaction: (work) => (this.dead ? Promise.reject(new Error('died')) : store.transaction(work)),
      findPayment: (orderId) => store.findPayment(orderId),
      listAttempts: (orderId) => store.listAttempts(orderId),
      takeDueOperations: (now, until, limit) => store.takeDueOperations(now, until, limit),
    };
  }

  /** Only the dead may fail to record an answer. */
  private readonly heed = (error: unknown): void => {
    if (!this.dead) this.failure ??= error as Error;
  };
}
