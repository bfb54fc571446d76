import type { BenchCase } from './bench-case';
import { append } from './cases/append';
import { growth } from './cases/growth';
import { idle } from './cases/idle';
import { memory } from './cases/memory';
import { naive } from './cases/naive';
import { projections } from './cases/projections';
import { relayDrain } from './cases/relay-drain';
import { relayHeld } from './cases/relay-held';
import { relayLatency } from './cases/relay-latency';
import { relayWriters } from './cases/relay-writers';
import { saga } from './cases/saga';
import { sagaHttp } from './cases/saga-http';
import { sagaLatency } from './cases/saga-latency';
import { stockHot } from './cases/stock-hot';

/** Every benchmark, in the order of the table. */
export const cases: readonly BenchCase[] = [
  append,
  relayDrain,
  relayLatency,
  relayWriters,
  relayHeld,
  saga,
  sagaHttp,
  sagaLatency,
  naive,
  stockHot,
  projections,
  growth,
  idle,
  memory,
];
