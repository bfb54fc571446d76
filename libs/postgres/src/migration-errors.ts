/** A file in a migrations folder that can't take part: the message names it and says why. */
export class InvalidMigrationError extends Error {
  readonly code = 'MIGRATION_INVALID';
  override readonly name = 'InvalidMigrationError';

  constructor(
    readonly module: string,
    readonly migration: string,
    reason: string,
  ) {
    super(`migration ${module}/${migration} ${reason}`);
  }
}

/** A migration that this database already has now reads differently. Nothing was applied. */
export class MigrationAlteredError extends Error {
  readonly code = 'MIGRATION_ALTERED';
  override readonly name = 'MigrationAlteredError';

  constructor(
    readonly module: string,
    readonly migration: string,
  ) {
    super(
      `migration ${module}/${migration} was changed after this database had applied it; ` +
        'put the file back as it was and write the change as a new migration',
    );
  }
}

/** A migration failed; it was rolled back as a whole, those before it stay. The database's own error is the cause. */
export class MigrationFailedError extends Error {
  readonly code = 'MIGRATION_FAILED';
  override readonly name = 'MigrationFailedError';

  constructor(
    readonly module: string,
    readonly migration: string,
    cause: unknown,
  ) {
    super(
      `migration ${module}/${migration} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
