import { stopKeptStack } from './kept-stack';

/** Jest's global teardown. */
export default async function stopStack(): Promise<void> {
  await stopKeptStack();
}
