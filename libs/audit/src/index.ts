export { audit } from './audit';
export type { Finding } from './finding';
export { readToEnd } from './read-to-end';
export type { AuditedSystem } from './system';
