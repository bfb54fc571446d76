import { readFileSync } from 'node:fs';
import { Namespace, type Backing } from './namespace';

/** No system runs, or its description can't be used. */
export class NoSystemError extends Error {
  readonly code = 'no-system';
}

interface Component {
  readonly url?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a `stack.json` says, as far as it is needed here; nothing of it is taken for granted. */
interface StackDocument {
  readonly components?: Readonly<Record<string, Component | undefined>>;
  /** What stands before names on shared servers; empty unless told. */
  readonly prefix?: string;
}

/** A running system, for those who are to find its stores. */
export interface FoundSystem {
  readonly namespace: Namespace;
  /** What clients of its servers need to know besides their URLs. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Finds the running system that a `stack.json` describes.
 * @throws NoSystemError
 */
export function findRunningSystem(path: string): FoundSystem {
  const { components = {}, prefix } = parse(path);
  const urlOf = (name: keyof Backing): string => {
    const url = components[name]?.url;
    if (typeof url !== 'string') throw new NoSystemError(`${path} does not tell the url of ${name}`);
    return url;
  };
  const backing = {
    kafka: urlOf('kafka'),
    postgres: urlOf('postgres'),
    redis: urlOf('redis'),
    mongo: urlOf('mongo'),
  };
  const environment = Object.assign(
    {},
    ...Object.values(components).map((each) => each?.environment),
  ) as Record<string, string>;
  return { namespace: new Namespace(backing, prefix), environment };
}

function parse(path: string): StackDocument {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StackDocument;
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new NoSystemError(`${path} is no JSON: ${cause.message}`, { cause });
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new NoSystemError(`${path} can't be read: ${(cause as Error).message}`, { cause });
    const absent = `no system is running: there is no ${path} (start one with \`npm start\`)`;
    throw new NoSystemError(absent, { cause });
  }
}
