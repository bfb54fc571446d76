/**
 * The name of a service's Postgres database.
 * @param prefix of a system that shares its servers with others; else empty
 */
export function databaseName(prefix: string, service: string): string {
  return `ordersaga_${prefix}${service}`.replaceAll('-', '_');
}

/** The URL of a service's database on the server of this URL. */
export function databaseUrl(server: string, prefix: string, service: string): string {
  const url = new URL(server);
  url.pathname = `/${databaseName(prefix, service)}`;
  return url.href;
}
