import { readFileSync } from 'node:fs';
import { databaseUrl } from './database-name';
import { NoSystemError } from './no-system-error';

/** The servers that a system runs on. */
export type ServerName = 'kafka' | 'postgres' | 'redis' | 'mongo';

interface Entry {
  readonly url?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a `stack.json` says, as far as it is needed here; nothing of it is taken for granted. */
interface StackDocument {
  readonly components?: Readonly<Record<string, Entry | undefined>>;
  readonly services?: Readonly<Record<string, readonly Entry[] | undefined>>;
  readonly prefix?: string;
}

/** A running system, as its `stack.json` describes it. */
export class FoundSystem {
  private constructor(
    private readonly path: string,
    private readonly document: StackDocument,
  ) {}

  /**
   * Reads the description.
   * @param todo what whoever has no system running is told to do
   * @throws NoSystemError when there is none, or it cannot be read
   */
  static at(path: string, todo = 'start one with `npm start`'): FoundSystem {
    return new FoundSystem(path, parse(path, todo));
  }

  /** What stands before its names on shared servers; mostly empty. */
  get prefix(): string {
    return this.document.prefix ?? '';
  }

  /** @throws NoSystemError when it is not told */
  serverUrl(name: ServerName): string {
    return this.urlOf(name, this.document.components?.[name]);
  }

  /** The base URL of a service's first instance. @throws NoSystemError when it is not told */
  serviceUrl(name: string): string {
    return this.urlOf(name, this.document.services?.[name]?.[0]);
  }

  /** The URL of a service's Postgres database. @throws NoSystemError when the server is not told */
  databaseUrl(service: string): string {
    return databaseUrl(this.serverUrl('postgres'), this.prefix, service);
  }

  /** The variables that clients of one server need besides its URL: of TLS and logging in. */
  environmentOf(name: ServerName): Readonly<Record<string, string>> {
    return this.document.components?.[name]?.environment ?? {};
  }

  private urlOf(name: string, entry: Entry | undefined): string {
    if (typeof entry?.url !== 'string')
      throw new NoSystemError(`${this.path} does not tell the url of ${name}`);
    return entry.url;
  }
}

function parse(path: string, todo: string): StackDocument {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StackDocument;
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new NoSystemError(`${path} is no JSON: ${cause.message}`, { cause });
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new NoSystemError(`${path} can't be read: ${(cause as Error).message}`, { cause });
    throw new NoSystemError(`no system is running: there is no ${path} (${todo})`, { cause });
  }
}
