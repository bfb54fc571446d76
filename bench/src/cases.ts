import type { BenchCase } from './bench-case';
import { append } from './cases/append';
import { growth } from './cases/growth';
import { relayDrain } from './cases/relay-drain';
import { relayHeld } from './cases/relay-held';
import { relayLatency } from './cases/relay-latency';
import { relayWriters } from './cases/relay-writers';

/** Every benchmark, in the order of the table. */
export const cases: readonly BenchCase[] = [
  append,
  relayDrain,
  relayLatency,
  relayWriters,
  relayHeld,
  growth,
];
