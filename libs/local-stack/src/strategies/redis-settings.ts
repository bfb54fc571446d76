/**
 * Every write goes to the append-only file and is on disk before it is acknowledged (one flush for all that came in one
 * turn of Redis' event loop): the sales projection takes what is acknowledged for stored. No snapshots beside it.
 */
export const redisSettings = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''] as const;
