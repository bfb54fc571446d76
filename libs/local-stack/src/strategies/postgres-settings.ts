/** The superuser of a server that only this machine can reach. */
export const postgresLogin = { user: 'ordersaga', password: 'ordersaga' } as const;

/** The built-in locale sorts the same on every machine and needs none of the machine's own. */
export const initdbLocale = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
] as const;

/** What a server is told wherever it runs, as arguments; every commit is on disk before it is answered. */
export function postgresSettings(more: Record<string, string | number> = {}): string[] {
  const values = {
    max_connections: 300,
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    fsync: 'on',
    synchronous_commit: 'on',
    log_line_prefix: '%m [%p] %q%a@%d ',
    ...more,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
