import type { FaultKind } from '../fault';
import { cut, silence, slow } from './bad-network';
import { duplicates } from './duplicates';
import { fullDisk } from './full-disk';
import { garbage } from './garbage';
import type { Injection } from './injection';
import { kill, stop, terminate } from './processes';

/** How each kind of fault is done. */
export const injections: Readonly<Record<FaultKind, Injection>> = {
  kill,
  terminate,
  stop,
  slow,
  cut,
  silence,
  'full-disk': fullDisk,
  duplicates,
  garbage,
};
