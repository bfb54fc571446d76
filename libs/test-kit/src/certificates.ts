import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** PEM files in a folder of their own, good for a day. */
export interface CertificateFiles {
  /** Where they are. */
  readonly folder: string;
  /** The authority that has signed the others. */
  readonly ca: string;
  /** Of a server at 127.0.0.1 or localhost. */
  readonly serverCert: string;
  readonly serverKey: string;
  /** Of a client. */
  readonly clientCert: string;
  readonly clientKey: string;
  /** Another authority, which has signed none of them. */
  readonly strangerCa: string;
  remove(): void;
}

/** Makes an authority, and certificates by it. */
export async function makeCertificates(): Promise<CertificateFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  // A server that runs as another user reads them too.
  chmodSync(folder, 0o755);
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const [authority, stranger] = await Promise.all([makeAuthority('authority'), makeAuthority('stranger')]);
  const [server, client] = await Promise.all([issue('localhost', authority), issue('client', authority)]);
  return {
    folder,
    ca: write('ca.pem', authority.cert),
    serverCert: write('server.pem', server.cert),
    serverKey: write('server.key', server.private),
    clientCert: write('client.pem', client.cert),
    clientKey: write('client.key', client.private),
    strangerCa: write('stranger.pem', stranger.cert),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Pair {
  readonly cert: string;
  readonly private: string;
}

const dayMs = 24 * 60 * 60 * 1_000;

function validity(): { keyType: 'ec'; algorithm: string; notBeforeDate: Date; notAfterDate: Date } {
  // An hour back: a clock that is set right meanwhile does no harm.
  const begin = Date.now() - dayMs / 24;
  return {
    ...{ keyType: 'ec', algorithm: 'sha256' },
    ...{ notBeforeDate: new Date(begin), notAfterDate: new Date(begin + dayMs) },
  };
}

function makeAuthority(name: string): Promise<Pair> {
  return generate([{ name: 'commonName', value: name }], {
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
}

/** For client and server; one whose name is `localhost` is 127.0.0.1 as well. */
function issue(name: string, by: Pair): Promise<Pair> {
  return generate([{ name: 'commonName', value: name }], {
    ...validity(),
    ca: { key: by.private, cert: by.cert },
  });
}
