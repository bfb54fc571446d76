import type { EmbeddedSystem } from '../system/embedded-system';

const everyMs = 500;

/** The memory of each service while something goes on. */
export class MemoryWatch {
  private readonly samples = new Map<string, number[]>();
  private readonly timer: NodeJS.Timeout;
  private looking = Promise.resolve();

  constructor(private readonly system: EmbeddedSystem) {
    this.timer = setInterval(() => {
      this.looking = this.look();
    }, everyMs);
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** The most that each service has taken in a part of the time, from 0 to 1; bytes. */
  most(from: number, to: number): Record<string, number> {
    return Object.fromEntries(
      [...this.samples].map(([name, all]) => [
        name,
        Math.max(0, ...all.slice(Math.floor(all.length * from), Math.ceil(all.length * to))),
      ]),
    );
  }

  private async look(): Promise<void> {
    await Promise.all(
      this.system.running.instances.map(async ({ name, url }) => {
        const bytes = await residentBytes(url).catch(() => undefined);
        if (bytes !== undefined) this.samples.set(name, [...(this.samples.get(name) ?? []), bytes]);
      }),
    );
  }
}

async function residentBytes(url: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const [, bytes] = /^process_resident_memory_bytes\S* (\S+)$/m.exec(text) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}
