export { carryOut, type Order, type Result } from './carry-out';
export { NotReachableError, UsageError } from './errors';
export type { Contents, Decision, Letter, LetterSource, Outcome } from './letter';
export { select, stopsAmong, type Selection, type Stop } from './selection';
export { openSources, type OpenSources } from './sources';
export { systemOfDocument, systemOfEnvironment, type LetteredSystem } from './system';
