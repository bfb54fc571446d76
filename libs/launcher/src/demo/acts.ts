import type { Message } from '@ordersaga/contracts';

/** Something a customer does with an order that is on its way: a POST below the order's URL. */
export interface CustomerAct {
  /** The step of the journey that it waits for. */
  readonly after: Message['type'];
  readonly path: string;
  readonly body?: unknown;
}

/** Does what a customer does on the way, one act after the other, each once the step it waits for has been seen. */
export class ActsInTurn {
  private readonly ahead: CustomerAct[];
  private answered: Promise<void> = Promise.resolve();

  /** @param perform does an act and shows what it was answered with */
  constructor(
    acts: readonly CustomerAct[],
    private readonly perform: (act: CustomerAct) => Promise<void>,
  ) {
    this.ahead = [...acts];
  }

  /** Hears of a step of the journey. */
  seen({ type }: Message): void {
    const [next] = this.ahead;
    if (next?.after !== type) return;
    this.ahead.shift();
    const before = this.answered;
    this.answered = this.perform(next).then(() => before);
  }

  /** Resolves when all that was done so far is answered; rejects when some of it was refused. */
  done(): Promise<void> {
    return this.answered;
  }
}
