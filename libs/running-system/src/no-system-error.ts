/** No system runs, or its description can't be used. */
export class NoSystemError extends Error {
  readonly code = 'no-system';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NoSystemError';
  }
}
