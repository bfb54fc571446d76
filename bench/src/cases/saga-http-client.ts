import { Pool } from 'undici';

/** Posts JSON over connections that are kept alive, no more than `connections` at once. */
export class PostingClient {
  private readonly pool: Pool;

  constructor(origin: string, connections: number) {
    this.pool = new Pool(origin, { connections, pipelining: 1 });
  }

  /** @returns the answer, read to its end @throws when it is anything but 201 */
  async post(path: string, body: unknown): Promise<string> {
    const { statusCode, body: answer } = await this.pool.request({
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (statusCode !== 201) throw new Error(`POST ${path} was answered ${statusCode}: ${text.slice(0, 500)}`);
    return text;
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}
