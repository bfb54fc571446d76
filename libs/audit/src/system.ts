import type { FoundSystem } from '@ordersaga/running-system';

/** Where the running system is that the audit looks at. */
export interface AuditedSystem {
  /** URLs of the services' databases. */
  readonly databases: { readonly order: string; readonly stock: string; readonly payment: string };
  /** Base URLs of services whose answers are compared with the data. */
  readonly urls: { readonly order: string; readonly sales: string; readonly successRate: string };
  readonly kafka: {
    /** `host:port`, several separated by commas. */
    readonly brokers: string;
    /** The variables about TLS and logging in, where there are any. */
    readonly environment?: Readonly<Record<string, string>>;
    /** What stands before every topic and consumer group. */
    readonly prefix: string;
  };
}

/** What is audited of a system that was found. @throws NoSystemError when something of it is not told */
export function auditedSystem(found: FoundSystem): AuditedSystem {
  const environment = found.environmentOf('kafka');
  return {
    databases: {
      order: found.databaseUrl('order'),
      stock: found.databaseUrl('stock'),
      payment: found.databaseUrl('payment'),
    },
    urls: {
      order: found.serviceUrl('order'),
      sales: found.serviceUrl('sales-projection'),
      successRate: found.serviceUrl('success-rate-projection'),
    },
    kafka: { brokers: found.serverUrl('kafka'), prefix: found.prefix, environment },
  };
}
