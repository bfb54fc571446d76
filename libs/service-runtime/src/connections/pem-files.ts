import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A file that cannot be used; the message says which and why, and holds nothing of what is in it. */
class UnusableFile extends Error {}

/** A variable that names a file with certificates in PEM, such as a CA's; becomes what is in it. */
export const certificateFile = z
  .string()
  .transform((path, context) => orIssue(context, () => readCertificates(path)));

/** A variable that names a file with a private key in PEM, not encrypted; becomes what is in it. */
export const keyFile = z.string().transform((path, context) => orIssue(context, () => readKey(path)));

/** A variable that names a file with one secret; becomes the secret, without the line's end. */
export const secretFile = z.string().transform((path, context) => orIssue(context, () => readSecret(path)));

/** What is wrong with a file that shall hold certificates, if anything. */
export function certificateFault(path: string): string | undefined {
  return faultOf(() => readCertificates(path));
}

/** What is wrong with a file that shall hold a private key, if anything. */
export function keyFault(path: string): string | undefined {
  return faultOf(() => readKey(path));
}

/** What is wrong with a file that has to be there, if anything. */
export function fileFault(path: string): string | undefined {
  return faultOf(() => read(path));
}

/** Whether a private key belongs to a certificate, both PEM; of several certificates the first is the holder's. */
export function belongTogether(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

function readCertificates(path: string): string {
  const text = read(path);
  try {
    new X509Certificate(text);
    return text;
  } catch {
    throw new UnusableFile(`${path} holds no certificate in PEM`);
  }
}

function readKey(path: string): string {
  const text = read(path);
  try {
    createPrivateKey(text);
    return text;
  } catch {
    throw new UnusableFile(`${path} holds no private key in PEM that can be read without a passphrase`);
  }
}

function readSecret(path: string): string {
  const text = read(path).replace(/\r?\n$/, '');
  if (text === '') throw new UnusableFile(`${path} is empty`);
  return text;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UnusableFile(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function faultOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof UnusableFile) return error.message;
    throw error;
  }
}

function orIssue(context: z.RefinementCtx, work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    context.addIssue(error.message);
    return z.NEVER;
  }
}
