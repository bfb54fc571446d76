/** Every write goes to the append-only file, on disk within a second; no snapshots beside it. */
export const redisSettings = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''] as const;
