import { keep, keptSystem } from './kept-system';

/** Jest's global teardown. */
export default async function stopComposed(): Promise<void> {
  await keptSystem()?.down();
  keep(undefined);
}
