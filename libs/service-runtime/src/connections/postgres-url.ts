import { readFileSync } from 'node:fs';
import { urlOf } from '../config';
import { belongTogether, certificateFault, keyFault } from './pem-files';

/** Modes that mean the same to pg today and tomorrow. */
const clearModes = ['disable', 'verify-full', 'no-verify'];

/**
 * Modes that pg takes for `verify-full` now, with a warning, and will take for what libpq does from its version 9 on,
 * where some of them check nothing.
 */
const ambiguousModes = ['prefer', 'require', 'verify-ca'];

/** The URL of a Postgres database, its TLS parameters checked: `sslmode`, `sslrootcert`, `sslcert`, `sslkey`. */
export const postgresUrl = urlOf('postgres', 'postgresql').superRefine((url, context) => {
  const fault = postgresTlsFault(url);
  if (fault !== undefined) context.addIssue(fault);
});

/** What is wrong with the TLS parameters of a Postgres URL, and what to do; undefined when nothing is. */
export function postgresTlsFault(url: string): string | undefined {
  // As pg reads them: the last of several counts.
  const parameters = Object.fromEntries(new URLSearchParams(/\?([^#]*)/.exec(url)?.[1]));
  return modeFault(parameters) ?? filesFault(parameters);
}

type Parameters = Readonly<Record<string, string>>;

function modeFault({ ssl, sslmode: mode, uselibpqcompat, sslrootcert }: Parameters): string | undefined {
  if (ssl !== undefined) return 'say sslmode=verify-full (or disable) in place of ssl=…';
  if (mode === undefined || clearModes.includes(mode)) return undefined;
  if (!ambiguousModes.includes(mode))
    return `sslmode=${mode} is not known; use verify-full, or disable for no TLS`;
  if (uselibpqcompat !== 'true')
    return `sslmode=${mode} means one thing to pg and another to libpq: use verify-full, or add uselibpqcompat=true for libpq's meaning`;
  return mode === 'verify-ca' && sslrootcert === undefined
    ? 'sslmode=verify-ca needs sslrootcert'
    : undefined;
}

function filesFault({ sslmode, sslrootcert, sslcert, sslkey }: Parameters): string | undefined {
  const files = Object.entries({ sslrootcert, sslcert, sslkey }).filter(([, path]) => path !== undefined);
  const [first] = files[0] ?? [];
  if (first === undefined) return undefined;
  if (sslmode === undefined || sslmode === 'disable')
    return `${first} means nothing without TLS: add sslmode=verify-full, or leave it out`;
  if (sslcert !== undefined && sslkey === undefined) return 'add sslkey beside sslcert';
  if (sslkey !== undefined && sslcert === undefined) return 'add sslcert beside sslkey';
  for (const [name, path = ''] of files) {
    const fault = name === 'sslkey' ? keyFault(path) : certificateFault(path);
    if (fault !== undefined) return `${name}: ${fault}`;
  }
  if (sslcert === undefined || sslkey === undefined) return undefined;
  const fit = belongTogether(readFileSync(sslcert, 'utf8'), readFileSync(sslkey, 'utf8'));
  return fit ? undefined : 'sslkey is not the key of the certificate in sslcert';
}
