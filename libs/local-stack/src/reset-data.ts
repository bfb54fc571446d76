import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolder, defaultDataDir } from './data-folder';
import { notedHome } from './strategies/embedded/postgres-home';

/**
 * Empties a data folder, and removes what a stack keeps for it elsewhere.
 * @throws DataFolderInUseError while a stack works on it
 */
export async function resetData(dataDir: string = defaultDataDir): Promise<void> {
  const folder = await DataFolder.claim(dataDir);
  try {
    const elsewhere = notedHome(join(folder.path, 'postgres'));
    if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
    const entries = await readdir(folder.path);
    const rest = entries.filter((entry) => entry !== 'lock');
    await Promise.all(rest.map((entry) => rm(join(folder.path, entry), { recursive: true, force: true })));
  } finally {
    await folder.release();
  }
}
