import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Bench } from '../bench';
import type { Answers, Call, Questions, Reply } from './protocol';

/** How long a relay may take to finish what it has in hand, milliseconds. */
const patienceMs = 15_000;

/** How long an answer may take; none of what is asked here should, by far. */
const answerMs = 300_000;

/** A process of its own in which relays publish; goes with the case. */
export class RelayProcess {
  private readonly waiting = new Map<
    number,
    { resolve: (answer: never) => void; reject: (error: Error) => void }
  >();
  private readonly exited: Promise<unknown>;
  private last = 0;

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit').then(() => this.rejectAll());
    child.on('message', (reply: Reply) => this.take(reply));
  }

  static start(bench: Bench): RelayProcess {
    const child = fork(join(__dirname, 'relay-main.js'), {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', KAFKA_BROKERS: bench.backing.kafka },
      // What it writes is for people; standard output belongs to the table.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Out of the terminal's reach: on Ctrl-C it is stopped in order.
      detached: true,
    });
    if (child.pid !== undefined) bench.onSpawn(child.pid);
    const relays = new RelayProcess(child);
    bench.onEnd(() => relays.stop());
    return relays;
  }

  /** @throws Error when the process has ended, what was asked went wrong there, or no answer comes in five minutes */
  ask<K extends keyof Questions>(what: K, question: Questions[K]): Promise<Answers[K]> {
    const call: Call = { number: ++this.last, what, question };
    return new Promise<Answers[K]>((resolve, reject) => {
      if (!this.child.connected) return reject(new Error('the process of the relay has ended'));
      const late = (): void => this.take({ number: call.number, error: `no answer to ${what} in time` });
      const limit = setTimeout(late, answerMs);
      limit.unref();
      const done = (): void => clearTimeout(limit);
      this.waiting.set(call.number, {
        resolve: (answer) => (done(), resolve(answer)),
        reject: (error) => (done(), reject(error)),
      });
      this.child.send(call);
    });
  }

  private async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const limit = setTimeout(() => this.child.kill('SIGKILL'), patienceMs);
    await this.exited;
    clearTimeout(limit);
  }

  private take({ number, answer, error }: Reply): void {
    const asked = this.waiting.get(number);
    this.waiting.delete(number);
    if (error !== undefined) asked?.reject(new Error(`in the process of the relay: ${error}`));
    else asked?.resolve(answer as never);
  }

  private rejectAll(): void {
    for (const { reject } of this.waiting.values()) reject(new Error('the process of the relay has ended'));
    this.waiting.clear();
  }
}
