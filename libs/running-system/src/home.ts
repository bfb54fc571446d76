import { join, resolve } from 'node:path';

/** The folder in which a system keeps its data and its `stack.json`: `ORDERSAGA_HOME`, else `.ordersaga` in the project. */
export function homeOf(root: string, environment: NodeJS.ProcessEnv): string {
  return environment.ORDERSAGA_HOME ? resolve(environment.ORDERSAGA_HOME) : join(root, '.ordersaga');
}

/** The file that describes the system which keeps its data in this folder, while it runs. */
export function stackFileOf(home: string): string {
  return join(home, 'stack.json');
}
