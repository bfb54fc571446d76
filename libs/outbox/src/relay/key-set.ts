import type { StoppedKey } from './relay-store';

/** A set of keys, each within its topic. */
export class KeySet {
  private readonly members = new Set<string>();

  constructor(keys: Iterable<StoppedKey> = []) {
    for (const key of keys) this.add(key);
  }

  add(key: StoppedKey): void {
    this.members.add(identify(key));
  }

  has(key: StoppedKey): boolean {
    return this.members.size > 0 && this.members.has(identify(key));
  }

  /** Forgets what it had and takes these. */
  replace(keys: Iterable<StoppedKey>): void {
    this.members.clear();
    for (const key of keys) this.add(key);
  }
}

/** Topic names cannot contain a slash, so no two keys meet. */
function identify({ topic, key }: StoppedKey): string {
  return `${topic}/${key}`;
}
