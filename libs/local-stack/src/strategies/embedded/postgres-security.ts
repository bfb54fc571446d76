import { chownSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessUser } from '../../processes/server-process';
import type { Security } from '../../security';

/** What a secured server is told, and what its URL says besides. */
export interface SecuredPostgres {
  readonly settings: Readonly<Record<string, string>>;
  readonly urlQuery: string;
}

/** Has a server take only TLS, a password, and a client's certificate. */
export function securePostgres(
  { ca, serverCert, serverKey, clientCert, clientKey }: Security,
  { home, user }: { readonly home: string; readonly user: ProcessUser | undefined },
): SecuredPostgres {
  // Postgres takes no key that somebody else may read, and may run as a user that doesn't reach where it was made.
  const own = (name: string, text: string): string => {
    const path = join(home, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (user) chownSync(path, user.uid, user.gid);
    return path;
  };
  const copy = (name: string, path: string): string => own(name, readFileSync(path, 'utf8'));
  const settings = {
    ssl: 'on',
    ssl_ca_file: copy('ca.pem', ca),
    ssl_cert_file: copy('server.pem', serverCert),
    ssl_key_file: copy('server.key', serverKey),
    hba_file: own('pg_hba.conf', 'hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\n'),
  };
  const urlQuery = `?sslmode=verify-full&sslrootcert=${ca}&sslcert=${clientCert}&sslkey=${clientKey}`;
  return { settings, urlQuery };
}
