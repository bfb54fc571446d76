import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  startLocalStack,
  type ComponentName,
  type LocalStack,
  type LocalStackOptions,
} from '@ordersaga/local-stack';
import { makeCertificates, type CertificateFiles } from './certificates';

/** Servers of the test's own that take nobody in but over TLS, with a certificate and a log-in. */
export interface SecuredStack {
  readonly components: LocalStack['components'];
  readonly files: CertificateFiles;
  /** The log-in that they know. */
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** Starts servers that are secured, in a folder that goes with them. */
export async function startSecuredStack(
  components: readonly ComponentName[],
  { redisArguments = [] }: Pick<LocalStackOptions, 'redisArguments'> = {},
): Promise<SecuredStack> {
  const files = await makeCertificates();
  const login = { user: 'shop', password: randomBytes(12).toString('hex') };
  try {
    const secure = { ...files, ...login };
    const place = { dataDir: 'temporary', ports: 'any' } as const;
    const stack = await startLocalStack({ components, ...place, secure, redisArguments });
    const stop = () => stack.stop().finally(() => files.remove());
    return { components: stack.components, files, ...login, stop };
  } catch (error) {
    files.remove();
    throw error;
  }
}

/**
 * Whether such servers can be had here: they are child processes, for which a machine may lack something. Asked in a
 * process of its own, for Jest wants to know which tests there are before it can wait for anything.
 */
export function securedStackRuns(components: readonly ComponentName[]): boolean {
  const localStack = JSON.stringify(join(__dirname, '../../local-stack/dist'));
  const ask = `require(${localStack}).preflight({ components: ${JSON.stringify(components)} })`;
  const servers = { KAFKA_BROKERS: '', POSTGRES_URL: '', REDIS_URL: '', MONGO_URL: '' };
  try {
    execFileSync(process.execPath, ['-e', `${ask}.catch(() => process.exit(1))`], {
      env: { ...process.env, ...servers, LOCAL_STACK: 'embedded' },
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
