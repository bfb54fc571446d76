/**
 * Start-up options of a session whose every statement goes by key: each prepared statement is planned once, and by
 * index. A plan chosen by the size of the tables would be the right one on the day they were empty, and a session
 * keeps it until they are analyzed.
 */
const planOnceOptions = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

/** The connection string of sessions that plan once. Options that it names itself are kept, and win. */
export function plannedOnce(connectionString: string): string {
  if (!URL.canParse(connectionString)) return connectionString;
  const url = new URL(connectionString);
  const own = url.searchParams.get('options');
  url.searchParams.set('options', own === null ? planOnceOptions : `${planOnceOptions} ${own}`);
  return url.href;
}
