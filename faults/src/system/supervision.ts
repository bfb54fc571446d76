import {
  instancesOf,
  supervise,
  type RunningSystem,
  type Supervised,
  type SupervisedServers,
} from '@ordersaga/launcher';
import type { LocalStack } from '@ordersaga/local-stack';

/** What hears of processes that end and start again. */
export interface SupervisionHooks {
  /** A line for each end and each start. */
  readonly report: (line: string) => void;
  /** Something has ended that nobody has ended, or would not start again. */
  readonly onSurprise: (what: string) => void;
}

/** Starts again what ends, as `npm start` does; what is held down stays down. */
export class Supervision {
  private readonly expected = new Map<string, number>();
  private readonly held = new Map<string, Promise<void>>();
  private readonly end: () => void;
  private over = false;

  constructor(
    system: RunningSystem,
    stack: LocalStack,
    servers: SupervisedServers,
    private readonly hooks: SupervisionHooks,
  ) {
    const things = [...instancesOf(system), ...servers.of(stack)].map((thing) => this.watched(thing));
    // It takes every end for one that nobody has brought about.
    const report = (line: string): void => hooks.report(line.replace('ended by itself', 'has ended'));
    this.end = supervise(things, { report, onChange: () => undefined });
  }

  /** To be called before a service or server is ended on purpose. */
  expectEnd(what: string): void {
    this.expected.set(what, (this.expected.get(what) ?? 0) + 1);
  }

  /** What ends now is not started again before the returned function was called. */
  hold(what: string): () => void {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    this.held.set(what, held);
    return () => {
      if (this.held.get(what) === held) this.held.delete(what);
      release();
    };
  }

  /** To be called before anything is stopped for good. */
  stop(): void {
    this.over = true;
    this.end();
  }

  private watched(thing: Supervised): Supervised {
    const { what } = thing;
    return {
      what,
      ended: async () => {
        await thing.ended();
        this.noteEnd(what);
      },
      startAgain: async () => {
        await this.held.get(what);
        try {
          await thing.startAgain();
        } catch (error) {
          if (this.over) throw error;
          // Its end is told, and the supervisor tries again: that is one more end, and no news.
          this.expectEnd(what);
          this.hooks.onSurprise((error as Error).message);
          throw error;
        }
      },
    };
  }

  private noteEnd(what: string): void {
    if (this.over) return;
    const expected = this.expected.get(what) ?? 0;
    if (expected > 0) this.expected.set(what, expected - 1);
    else this.hooks.onSurprise(`${what} ended by itself`);
  }
}
