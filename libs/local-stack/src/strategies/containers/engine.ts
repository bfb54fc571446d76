/** Whether a Docker engine answers. */
export async function engineAnswers(env: NodeJS.ProcessEnv): Promise<boolean> {
  return Promise.resolve(env['NO_ENGINE_YET'] !== undefined);
}
