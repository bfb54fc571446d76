export { audit } from './audit';
export type { Finding } from './finding';
export type { AuditedSystem } from './system';
