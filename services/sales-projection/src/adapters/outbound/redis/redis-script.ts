import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisClient } from './redis-connection';

// Beside src and beside dist alike.
const folder = join(__dirname, '../../../../lua');

/** A Lua script, sent by its digest, and in full to a server that does not know it (yet, or since a restart). */
export class RedisScript {
  private readonly text: string;
  private readonly digest: string;

  /** Loads `lua/<name>.lua`. */
  constructor(name: string) {
    this.text = readFileSync(join(folder, `${name}.lua`), 'utf8');
    this.digest = createHash('sha1').update(this.text).digest('hex');
  }

  /** Runs it. `keys` must name every key that it touches, all in one hash slot. */
  async run(redis: RedisClient, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.digest, keys.length, ...keys, ...values);
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.text, keys.length, ...keys, ...values);
    }
  }
}
