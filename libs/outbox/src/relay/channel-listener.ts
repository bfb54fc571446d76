import { Client } from 'pg';
import { GrowingPause } from './growing-pause';

/** What to do when a channel is heard. */
export type ChannelHandlers = Readonly<Record<string, () => void>>;

/**
 * Listens to Postgres channels on a connection of its own and connects again whenever it breaks. After each connect
 * every handler is called once, for what may have been missed.
 */
export class ChannelListener {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly connectionString: string,
    private readonly handlers: ChannelHandlers,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const stop = this.stopping.signal;
    const pauses = new GrowingPause(250, 1_000);
    while (!stop.aborted) {
      const heard = await this.listenOnce(stop);
      if (heard) pauses.reset();
      if (!stop.aborted) await pauses.wait(stop);
    }
  }

  /** Listens until the connection breaks; false when there was none to begin with. */
  private async listenOnce(stop: AbortSignal): Promise<boolean> {
    const client = new Client({
      connectionString: this.connectionString,
      application_name: 'outbox-relay-listener',
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
      query_timeout: 3_000,
    });
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    client.on('error', end);
    client.on('end', end);
    stop.addEventListener('abort', end);
    client.on('notification', ({ channel }) => this.handlers[channel]?.());
    try {
      await client.connect();
      for (const channel of Object.keys(this.handlers)) await client.query(`LISTEN ${channel}`);
      for (const handle of Object.values(this.handlers)) handle();
      await over;
      return true;
    } catch {
      return false;
    } finally {
      stop.removeEventListener('abort', end);
      // Not awaited: saying goodbye to a server that is gone may take its time.
      client.end().catch(() => undefined);
    }
  }
}
