type Stack = { stop(): Promise<void> };

let kept: Stack | undefined;

/** Remembers the run's stack from Jest's setup to its teardown; both run in the same process. */
export function keepStack(stack: Stack): void {
  kept = stack;
}

/** Stops it. */
export async function stopKeptStack(): Promise<void> {
  await kept?.stop();
  kept = undefined;
}
