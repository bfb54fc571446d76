import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '@ordersaga/test-kit';
import type { ServiceName } from '@ordersaga/launcher';
import { EmbeddedSystem, type EmbeddedSystemOptions } from '../src/system/embedded-system';

/** The project's root folder. */
export const root = resolve(__dirname, '../..');

/** An answer, and how long it took. */
export interface TimedAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
  readonly seconds: number;
}

/** Asks a service for JSON. */
export async function ask(url: string, init: RequestInit = {}): Promise<TimedAnswer> {
  const begin = performance.now();
  const response = await fetch(url, init);
  const body = (await response.json()) as Record<string, unknown>;
  const seconds = (performance.now() - begin) / 1_000;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body, seconds };
}

/** A system with one instance of each service, and customers who know it. */
export class SystemInOutage {
  /** What ended by itself, or would not start again. */
  readonly surprises: string[] = [];
  /** What has happened to it. */
  readonly lines: string[] = [];
  private system: EmbeddedSystem | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'faults-outage-'));
  private readonly logFile = join(this.folder, 'log');

  async start(options: Partial<EmbeddedSystemOptions> = {}): Promise<EmbeddedSystem> {
    this.system = await EmbeddedSystem.start({
      ...{ root, instances: 1, progress: (line) => this.lines.push(line) },
      ...{ logFile: this.logFile, onSurprise: (what) => this.surprises.push(what) },
      ...options,
    });
    const products = `${this.url('order')}/products`;
    await eventually(async () => expect((await ask(products)).body).toHaveLength(3), { within: 30_000 });
    return this.system;
  }

  async stop(): Promise<void> {
    await this.system?.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** What the services have written. */
  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  url(service: ServiceName): string {
    return this.system?.running.url(service) ?? '';
  }

  /** Restocks, so that there is enough for everybody. */
  async fillShelves(): Promise<void> {
    const body = JSON.stringify({ quantity: 10_000 });
    const headers = { 'content-type': 'application/json' };
    await ask(`${this.url('stock')}/products/mouse/restock`, { method: 'POST', headers, body });
  }

  /** Places an order for a mouse. */
  place(key: string = randomUUID()): Promise<TimedAnswer> {
    return ask(`${this.url('order')}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ customerId: key, items: [{ productId: 'mouse', quantity: 1 }] }),
    });
  }

  order(orderId: unknown): Promise<TimedAnswer> {
    return ask(`${this.url('order')}/orders/${String(orderId)}`);
  }

  /** Waits until an order is completed. */
  async completed(orderId: unknown): Promise<void> {
    await eventually(
      async () => expect((await this.order(orderId)).body).toMatchObject({ status: 'completed' }),
      {
        within: 60_000,
        every: 100,
      },
    );
  }
}
