import type { z } from 'zod';
import { belongTogether } from './pem-files';

/** TLS to a server: all in PEM, and as `node:tls` takes it. Empty: TLS with the CAs that Node.js trusts by itself. */
export interface TlsFiles {
  /** Certificates of the CAs that may have signed the server's; in place of Node.js' own. */
  readonly ca?: string;
  /** Our certificate, for a server that wants one. */
  readonly cert?: string;
  /** Its private key. */
  readonly key?: string;
}

/** The contents of the files that variables name. */
export type NamedFiles = { readonly [K in keyof TlsFiles]-?: string | undefined };

/** Where a server's TLS is set: what its variables begin with, whether it is on, and what would switch it on. */
export interface TlsSwitch {
  readonly prefix: 'KAFKA' | 'REDIS';
  readonly on: boolean;
  readonly switchedOnBy: string;
}

/** Says that a variable is wrong, and what to do. */
export type TellFault = (variable: string, message: string) => void;

/** Tells faults as issues of the variable concerned. */
export function tellingIn(context: z.RefinementCtx): TellFault {
  return (variable, message) => context.addIssue({ code: 'custom', path: [variable], message });
}

/** Puts the files together and tells what is wrong among them; undefined when TLS is off. */
export function joinTlsFiles(files: NamedFiles, where: TlsSwitch, tell: TellFault): TlsFiles | undefined {
  const nameOf = (part: keyof TlsFiles): string => `${where.prefix}_TLS_${part.toUpperCase()}_FILE`;
  const { ca, cert, key } = files;
  if (cert !== undefined && key === undefined) tell(nameOf('cert'), `set ${nameOf('key')} beside it`);
  if (key !== undefined && cert === undefined) tell(nameOf('key'), `set ${nameOf('cert')} beside it`);
  if (cert !== undefined && key !== undefined && !belongTogether(cert, key))
    tell(nameOf('key'), `is not the key of the certificate in ${nameOf('cert')}`);
  if (where.on)
    return {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    };
  for (const part of ['ca', 'cert', 'key'] as const)
    if (files[part] !== undefined)
      tell(nameOf(part), `means nothing without TLS: ${where.switchedOnBy}, or leave it out`);
  return undefined;
}
