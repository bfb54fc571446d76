/** Personal fields of a forgotten subject were to be appended. Nothing of that request was written. */
export class SubjectForgottenError extends Error {
  readonly code = 'subject-forgotten';
  constructor(
    readonly subject: string,
    readonly streamId: string,
  ) {
    super(`append to stream ${streamId}: its subject ${subject} is forgotten`);
    this.name = 'SubjectForgottenError';
  }
}

/** A subject's key is there and cannot be read: the master key is missing or another one. Not the same as forgotten. */
export class SubjectKeyUnreadableError extends Error {
  readonly code = 'subject-key-unreadable';
  constructor(
    readonly subject: string,
    options?: ErrorOptions,
  ) {
    super(`the key of subject ${subject} cannot be read with this master key`, options);
    this.name = 'SubjectKeyUnreadableError';
  }
}

/** A sealed field is not what was written: changed, or moved from elsewhere. */
export class BrokenSealError extends Error {
  readonly code = 'seal-broken';
  constructor(
    readonly streamId: string,
    readonly version: number,
    options?: ErrorOptions,
  ) {
    super(`a sealed field of stream ${streamId}, version ${version}, is not what was written`, options);
    this.name = 'BrokenSealError';
  }
}

/** Sealing that can't be done as it is told. A mistake in the code. */
export class InvalidSealingError extends Error {
  readonly code = 'sealing-invalid';
  constructor(detail: string) {
    super(`sealing: ${detail}`);
    this.name = 'InvalidSealingError';
  }
}
