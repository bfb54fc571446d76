import { z } from 'zod';
import { certificateFault, fileFault, keyFault } from './pem-files';

/**
 * The URL of a MongoDB server, as the driver takes it: a replica set's names several hosts, which no plain URL may.
 * Its TLS parameters are checked: `tls`, `tlsCAFile`, `tlsCertificateKeyFile`, `tlsCRLFile`.
 */
export const mongoUrl = z
  .string()
  .regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must be a URL such as mongodb://host:port')
  .superRefine((url, context) => {
    const fault = mongoTlsFault(url);
    if (fault !== undefined) context.addIssue(fault);
  });

/** What is wrong with the TLS parameters of a MongoDB URL, and what to do; undefined when nothing is. */
export function mongoTlsFault(url: string): string | undefined {
  const parameters = parametersOf(url);
  const said = parameters.get('tls') ?? parameters.get('ssl');
  if (said !== undefined && said !== 'true' && said !== 'false') return 'tls must be true or false';
  // The driver's rule: a name that is looked up by SRV is one of servers with TLS.
  const on = said === undefined ? url.startsWith('mongodb+srv:') : said === 'true';
  for (const [name, fault] of fileFaults(parameters)) {
    if (!on) return `${name} means nothing without TLS: add tls=true, or leave it out`;
    if (fault !== undefined) return `${name}: ${fault}`;
  }
  return undefined;
}

/** By lower-cased name: the driver does not mind how they are written. */
function parametersOf(url: string): ReadonlyMap<string, string> {
  const [, query] = /\?(.*)$/.exec(url) ?? [];
  return new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));
}

function fileFaults(parameters: ReadonlyMap<string, string>): [name: string, fault: string | undefined][] {
  // One file holds both, and the driver can open a key that is locked.
  const ownFile = (path: string): string | undefined =>
    certificateFault(path) ?? (parameters.has('tlscertificatekeyfilepassword') ? undefined : keyFault(path));
  const checks = { tlsCAFile: certificateFault, tlsCertificateKeyFile: ownFile, tlsCRLFile: fileFault };
  return Object.entries(checks).flatMap(([name, check]) => {
    const path = parameters.get(name.toLowerCase());
    return path === undefined ? [] : [[name, check(path)] as [string, string | undefined]];
  });
}
