/**
 * Waits until work has ended, well or not, but no longer than so many milliseconds.
 * @returns whether it has
 */
export async function noLongerThan(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const ended = work.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, tooLong]).finally(() => clearTimeout(timer));
}
