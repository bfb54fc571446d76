import { callGateway } from './call-gateway';
import type { OpenOperation } from './open-operation';
import type { PaymentGateway } from './ports/payment-gateway';
import type { PaymentStore } from './ports/payment-store';
import { recordAnswers, type AnsweredOperation } from './record-answers';

/** How the provider is called; times in milliseconds. */
export interface SettlementSettings {
  /** Longest wait for an answer. */
  readonly timeoutMs: number;
  /** Calls under way at a time. */
  readonly concurrency: number;
  /** How long a planned operation is left to those who planned it; more than `timeoutMs`. */
  readonly graceMs: number;
}

/** What a settlement tells others. */
export interface SettlementHooks {
  /** An operation may be taken up at this time: it failed in passing, or there was no room for it. */
  readonly onDue?: (at: Date) => void;
  /** Answers could not be recorded: their operations stay pending, to be taken up again. */
  readonly onUnrecorded?: (error: unknown) => void;
}

/** Operations at hand, for each call that may be under way, beyond which there is no room for more. */
const backlogPerCall = 16;
const mostAnswersAtOnce = 500;

/**
 * Carries out operations that are stored as pending: calls the provider, records the answers, goes on with what they
 * lead to. Calls wait for nobody: answers that have come in while others were being recorded are recorded together, in
 * one transaction. It may be cut off anywhere: what was not recorded stays pending in the database, and is taken up
 * again under the same key.
 */
export class Settlement {
  private readonly queue: OpenOperation[] = [];
  /** By key, from the moment they are taken on until their answer is recorded. */
  private readonly underWay = new Map<string, OpenOperation>();
  /** The next try of one under way: its failure is stored already, only this instance has not seen the commit yet. */
  private readonly nextTry = new Map<string, OpenOperation>();
  private readonly answers: AnsweredOperation[] = [];
  private calls = 0;
  private recording: Promise<void> | undefined;
  private waiting: (() => void)[] = [];
  private stopped = false;

  constructor(
    private readonly store: PaymentStore,
    private readonly gateway: PaymentGateway,
    readonly settings: SettlementSettings,
    private readonly hooks: SettlementHooks = {},
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Whether to take more on: yes, unless the provider or the database lags behind. */
  get hasRoom(): boolean {
    return this.underWay.size < this.settings.concurrency * backlogPerCall;
  }

  /** Takes operations on and returns at once; their answers come later. */
  take(operations: readonly OpenOperation[]): void {
    this.enqueue(operations);
  }

  /** Leaves operations that are due to the recovery sweep, of this instance or another. */
  leave(operations: readonly OpenOperation[], dueAt: Date): void {
    if (operations.length > 0) this.hooks.onDue?.(dueAt);
  }

  /** Resolves once there is room, or the wait is over. */
  async room(over: AbortSignal): Promise<void> {
    const letGo = (): void => this.letGo();
    over.addEventListener('abort', letGo);
    while (!this.hasRoom && !over.aborted && !this.stopped)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    over.removeEventListener('abort', letGo);
  }

  /** Makes no further call and waits until the answers to those under way are recorded. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const { operation } of this.queue.splice(0)) this.underWay.delete(operation.key);
    this.letGo();
    while (this.calls > 0 || this.recording)
      await (this.recording ?? new Promise<void>((resolve) => this.waiting.push(resolve)));
  }

  private enqueue(operations: readonly OpenOperation[]): void {
    if (this.stopped) return;
    for (const open of operations) {
      const { key, failures } = open.operation;
      const known = this.underWay.get(key);
      if (!known) {
        this.underWay.set(key, open);
        this.queue.push(open);
      } else if (failures > known.operation.failures) this.nextTry.set(key, open);
    }
    while (this.calls < this.settings.concurrency && this.queue.length > 0) void this.callInTurn();
  }

  /** Makes one call after the other while there are any; never rejects. */
  private async callInTurn(): Promise<void> {
    this.calls += 1;
    for (let open = this.queue.shift(); open; open = this.queue.shift()) {
      const result = await callGateway(this.gateway, open, this.settings.timeoutMs);
      this.answers.push({ ...open, result });
      this.recording ??= this.recordAll();
    }
    this.calls -= 1;
    if (this.stopped) this.letGo();
  }

  private async recordAll(): Promise<void> {
    // Answers of the same turn of the event loop go together.
    await Promise.resolve();
    while (this.answers.length > 0) {
      const answers = this.answers.splice(0, mostAnswersAtOnce);
      await this.record(answers);
      this.letGo();
    }
    this.recording = undefined;
  }

  private async record(answers: readonly AnsweredOperation[]): Promise<void> {
    try {
      const { planned, retries } = await recordAnswers(
        this.store,
        answers,
        this.now(),
        this.settings.graceMs,
      );
      this.finish(answers);
      for (const retry of retries) this.hooks.onDue?.(retry);
      this.enqueue(planned);
    } catch (error) {
      this.finish(answers);
      this.hooks.onUnrecorded?.(error);
    }
  }

  private finish(answers: readonly AnsweredOperation[]): void {
    for (const { operation } of answers) {
      const next = this.nextTry.get(operation.key);
      this.underWay.delete(operation.key);
      this.nextTry.delete(operation.key);
      if (next) this.enqueue([next]);
    }
  }

  private letGo(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
