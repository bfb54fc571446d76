/** A request that can't be written in any state of the stream. Nothing was sent to the database. */
export class InvalidAppendError extends Error {
  readonly code = 'append-invalid';
  constructor(
    readonly streamId: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`append to stream ${streamId}: ${detail}`, options);
    this.name = 'InvalidAppendError';
  }
}
