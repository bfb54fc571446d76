import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { componentNames, type ComponentName } from './component';
import { DataFolder, defaultDataDir } from './data-folder';
import { LocalStackError } from './errors';
import { volumeName } from './strategies/containers/container-component';
import { findEngine, removeVolumes } from './strategies/containers/engine';
import { notedHome } from './strategies/embedded/postgres-home';

/**
 * Empties a data folder, and removes what a stack keeps for it elsewhere: volumes, and a cluster in /var/tmp.
 * @throws DataFolderInUseError while a stack works on it
 * @throws LocalStackError NO_ENGINE when there are volumes and no Docker engine to remove them; nothing is removed then
 */
export async function resetData(dataDir: string = defaultDataDir): Promise<void> {
  const folder = await DataFolder.claim(dataDir);
  try {
    await dropVolumes(folder);
    const elsewhere = notedHome(join(folder.path, 'postgres'));
    if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
    const entries = await readdir(folder.path);
    const rest = entries.filter((entry) => entry !== 'lock');
    await Promise.all(rest.map((entry) => rm(join(folder.path, entry), { recursive: true, force: true })));
  } finally {
    await folder.release();
  }
}

/** Also those of components that never came up, which are no data anybody could miss. */
async function dropVolumes(folder: DataFolder): Promise<void> {
  const id = folder.knownId;
  if (id === undefined) return;
  const nameOf = (component: ComponentName): string => volumeName(id, component);
  const withData = componentNames.filter((component) =>
    folder.strategiesOf(component).includes('containers'),
  );
  if (await findEngine()) await removeVolumes(componentNames.map(nameOf));
  else if (withData.length > 0)
    throw new LocalStackError(
      'NO_ENGINE',
      `Start Docker to remove its volumes ${withData.map(nameOf).join(', ')}`,
    );
}
