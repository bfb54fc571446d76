import { readFileSync } from 'node:fs';
import type { AuditedSystem } from './system';

/** No system runs, or its description can't be used. */
export class NoSystemError extends Error {
  readonly code = 'no-system';
}

type Entry = { readonly url?: unknown; readonly environment?: Readonly<Record<string, string>> } | undefined;

/** What a `stack.json` says, as far as it is needed here; nothing of it is taken for granted. */
interface StackDocument {
  readonly components?: Readonly<Record<string, Entry>>;
  readonly services?: Readonly<Record<string, readonly Entry[] | undefined>>;
  /** What stands before names on shared servers; empty unless told. */
  readonly prefix?: string;
}

/**
 * Finds the running system that a `stack.json` describes.
 * @throws NoSystemError
 */
export function readStackDocument(path: string): AuditedSystem {
  const document = parse(path);
  const urlOf = (what: string, entry: Entry): string => {
    if (typeof entry?.url !== 'string') throw new NoSystemError(`${path} does not tell the url of ${what}`);
    return entry.url;
  };
  const component = (name: string): string => urlOf(name, document.components?.[name]);
  const service = (name: string): string => urlOf(name, document.services?.[name]?.[0]);
  const prefix = document.prefix ?? '';
  const environment = document.components?.['kafka']?.environment;
  const database = (name: string): string => {
    const url = new URL(component('postgres'));
    url.pathname = `/ordersaga_${prefix}${name}`.replaceAll('-', '_');
    return url.href;
  };
  return {
    databases: { order: database('order'), stock: database('stock'), payment: database('payment') },
    urls: {
      order: service('order'),
      sales: service('sales-projection'),
      successRate: service('success-rate-projection'),
    },
    kafka: { brokers: component('kafka'), prefix, ...(environment && { environment }) },
  };
}

function parse(path: string): StackDocument {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new NoSystemError(`${path} can't be read: ${(cause as Error).message}`, { cause });
    throw new NoSystemError(`no system is running: there is no ${path} (start one with \`npm start\`)`, {
      cause,
    });
  }
  try {
    return JSON.parse(text) as StackDocument;
  } catch (cause) {
    throw new NoSystemError(`${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
