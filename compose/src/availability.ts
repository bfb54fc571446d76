import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ComposeConfig, ComposedSystem } from './composed-system';
import { docker, DockerError } from './docker';

const answerMs = 10_000;
const pullMs = 10 * 60_000;

/**
 * Finds out whether the system can be composed here, pulling images that are not there.
 * @returns what keeps it from being composed, in a line; undefined when nothing does
 */
export async function whyNotHere(
  system: ComposedSystem,
  progress: (line: string) => void,
): Promise<string | undefined> {
  const answers = (args: readonly string[]): Promise<boolean> =>
    docker(args, { timeoutMs: answerMs }).then(
      () => true,
      () => false,
    );
  if (!(await answers(['version']))) return 'no Docker engine answers here';
  if (!(await answers(['compose', 'version']))) return 'docker compose is not installed here';
  for (const image of neededImages(await system.config())) {
    const missing = await whyMissing(image, progress);
    if (missing) return missing;
  }
  return undefined;
}

/** Why an image is not to be had, in a line; pulls it if it is not there. */
export async function whyMissing(
  image: string,
  progress: (line: string) => void,
): Promise<string | undefined> {
  try {
    await docker(['image', 'inspect', image], { timeoutMs: answerMs });
    return undefined;
  } catch {
    progress(`pulling ${image}`);
  }
  try {
    await docker(['pull', '--quiet', image], { timeoutMs: pullMs });
    return undefined;
  } catch (error) {
    const words = error instanceof DockerError ? error.output : String(error);
    return `${image} can't be pulled (${words.trim().split('\n').at(-1)})`;
  }
}

/** The images of everything but the consoles, and those that our own are built on. */
export function neededImages({ services }: ComposeConfig): string[] {
  const parts = Object.values(services).filter((service) => !service.profiles?.length);
  const images = parts.flatMap(({ image, build }) => (image && !build ? [image] : []));
  const files = parts.flatMap(({ build }) =>
    build ? [resolve(build.context, build.dockerfile ?? 'Dockerfile')] : [],
  );
  return [
    ...new Set([...images, ...[...new Set(files)].flatMap((file) => baseImages(readFileSync(file, 'utf8')))]),
  ];
}

/** What a Dockerfile begins from, its own stages left out. */
export function baseImages(dockerfile: string): string[] {
  const lines = dockerfile.split('\n').map((line) => /^FROM\s+(\S+)(?:\s+AS\s+(\S+))?/i.exec(line));
  const stages = new Set(lines.map((line) => line?.[2]));
  const syntax = /^#\s*syntax=(\S+)/i.exec(dockerfile)?.[1];
  const begun = lines.flatMap((line) => (line?.[1] && !stages.has(line[1]) ? [line[1]] : []));
  return [...(syntax ? [syntax] : []), ...new Set(begun)];
}
