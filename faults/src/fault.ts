import { databaseOwners, services } from '@ordersaga/launcher';
import { componentNames } from '@ordersaga/local-stack';
import { wayNames } from './system/ways';

/** The kinds of faults. */
export const faultKinds = [
  'kill',
  'terminate',
  'stop',
  'slow',
  'cut',
  'silence',
  'full-disk',
  'duplicates',
  'garbage',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Something that goes wrong somewhere. */
export interface Fault {
  readonly kind: FaultKind;
  /** A service, a server, a way from one to the other, the owner of a database, or `every topic`. */
  readonly target: string;
}

const processes: readonly string[] = [...services.map(({ name }) => name), ...componentNames];
const everyTopic = ['every topic'];

/** What each kind can happen to. */
export const targetsOf: Readonly<Record<FaultKind, readonly string[]>> = {
  kill: processes,
  terminate: processes,
  stop: processes,
  slow: wayNames,
  cut: wayNames,
  silence: wayNames,
  'full-disk': databaseOwners,
  duplicates: everyTopic,
  garbage: everyTopic,
};

const words: Readonly<Record<FaultKind, string>> = {
  kill: 'kill -9',
  terminate: 'SIGTERM',
  stop: 'SIGSTOP',
  slow: 'slow network',
  cut: 'cut network',
  silence: 'silent network',
  'full-disk': 'full disk',
  duplicates: 'duplicates',
  garbage: 'garbage',
};

/** The name of a fault in the table. */
export function nameOf({ kind, target }: Fault): string {
  return `${words[kind]} ${target}`;
}

/** Longer than a consumer's session with Kafka (10 s) and than a relay's lease (5 s). */
const sessionOver = 13_000;
const leaseOver = 8_000;

/**
 * How long a fault lasts, milliseconds. Zombies have to sleep until others have taken their place; a server that was
 * killed stays away for a while; what a service does in one moment is over in one.
 */
export function lastingOf({ kind, target }: Fault): number {
  const consumes =
    target === 'kafka' || services.some(({ name }) => name === target && name !== 'message-relay');
  switch (kind) {
    case 'kill':
    case 'terminate':
      return isServer(target) ? 3_000 : 0;
    case 'stop':
      return consumes ? sessionOver : leaseOver;
    case 'silence':
      return target.endsWith('-kafka') && target !== 'message-relay-kafka' ? sessionOver : leaseOver;
    case 'duplicates':
      return 8_000;
    case 'garbage':
      return 1_000;
    case 'slow':
    case 'cut':
    case 'full-disk':
      return 6_000;
  }
}

function isServer(target: string): boolean {
  return (componentNames as readonly string[]).includes(target);
}

/** Whether two faults can be there at once: not at the same place, and neither without what the other needs to begin. */
export function canCoincide(one: Fault, other: Fault): boolean {
  return one.target !== other.target && !hinders(one, other) && !hinders(other, one);
}

function hinders({ target }: Fault, { kind }: Fault): boolean {
  return (kind === 'full-disk' && target === 'postgres') || (kind === 'garbage' && target === 'kafka');
}
