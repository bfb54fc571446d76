import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { findGoProgram, type GoProgram } from '@ordersaga/test-kit';
import type { Network, Way } from './network';

/** Shopify's Toxiproxy, from the Go modules. The newest when this was written. */
export function findToxiproxy(): GoProgram {
  const path = 'github.com/Shopify/toxiproxy/v2/cmd/server';
  return findGoProgram({ name: 'toxiproxy', path, version: 'v2.12.0' });
}

const startLimitMs = 20_000;

/** Ways through a Toxiproxy of our own. */
export class ToxiproxyNetwork implements Network {
  readonly name = 'toxiproxy';

  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<void>,
    private readonly url: string,
  ) {}

  /** @throws Error when it does not answer within 20 s */
  static async start(file: string): Promise<ToxiproxyNetwork> {
    const port = await freePort();
    const child = spawn(file, ['-host', '127.0.0.1', '-port', String(port)], {
      stdio: 'ignore',
      // Ctrl-C is for us alone: what is connected through it stops first.
      detached: true,
    });
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    const network = new ToxiproxyNetwork(child, ended, `http://127.0.0.1:${port}`);
    try {
      await network.untilAnswering();
      return network;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  async open(name: string, port: number): Promise<Way> {
    const proxy = { name, listen: '127.0.0.1:0', upstream: `127.0.0.1:${port}`, enabled: true };
    const { listen } = (await this.ask('POST', '/proxies', proxy)) as { listen: string };
    const one = `/proxies/${name}`;
    const add = async (type: string, attributes: object): Promise<void> => {
      for (const stream of ['upstream', 'downstream'])
        await this.ask('POST', `${one}/toxics`, { name: stream, type, stream, attributes });
    };
    return {
      port: Number(listen.replace(/^.*:/, '')),
      cut: async () => void (await this.ask('POST', one, { enabled: false })),
      silence: () => add('timeout', { timeout: 0 }),
      slow: (latency) => add('latency', { latency }),
      heal: async () => {
        for (const { name: toxic } of (await this.ask('GET', `${one}/toxics`)) as { name: string }[])
          await this.ask('DELETE', `${one}/toxics/${toxic}`);
        await this.ask('POST', one, { enabled: true });
      },
    };
  }

  async close(): Promise<void> {
    this.child.kill('SIGTERM');
    const limit = setTimeout(() => this.child.kill('SIGKILL'), 2_000);
    await this.ended;
    clearTimeout(limit);
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`toxiproxy answered ${method} ${path} with ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  private async untilAnswering(): Promise<void> {
    const deadline = performance.now() + startLimitMs;
    while (!(await this.ask('GET', '/version').catch(() => undefined))) {
      if (this.child.pid === undefined || this.child.exitCode !== null)
        throw new Error('toxiproxy did not start');
      if (performance.now() > deadline) throw new Error('toxiproxy does not answer');
      await pause(25);
    }
  }
}

/** It does not tell which port it got, so it has to be told one. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
