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
