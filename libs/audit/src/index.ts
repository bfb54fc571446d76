export { audit, type AuditOptions } from './audit';
export { NotCheckedError } from './errors';
export { describeFigures, type Fault, type Finding } from './finding';
export { usualLimits, type Limits } from './limits';
export { readToEnd } from './read-to-end';
export type { AuditedSystem } from './system';
