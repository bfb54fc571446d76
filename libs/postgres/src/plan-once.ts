/**
 * Start-up options of a session whose every statement goes by key: each prepared statement is planned once, and by
 * index. A plan chosen by the size of the tables would be the right one on the day they were empty, and a session
 * keeps it until they are analyzed.
 */
export const planOnceOptions = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
