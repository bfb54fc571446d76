import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MissingRequirementsError, preflight, startLocalStack } from '../src';
import { environmentFor } from './environment-for';

describe('before anything starts', () => {
  let folder: string;
  let bare: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ordersaga-spec-'));
    bare = { LOCAL_STACK: 'embedded', PATH: folder, XDG_CACHE_HOME: folder };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds nothing missing on a machine that has what it takes', async () => {
    await expect(preflight({ env: environmentFor('embedded') })).resolves.toBeUndefined();
  });

  it('names Java, its compiler and Maven together, and what would do instead', async () => {
    const error = await preflight({ env: bare }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(MissingRequirementsError);
    const { message } = error as Error;
    expect(message).toMatch(/Java 17 or newer was not found \(needed by kafka, mongo\)\. Install a JDK/);
    expect(message).toMatch(/javac.* was not found \(needed by mongo\)/);
    expect(message).toMatch(/Maven \(mvn\) was not found \(needed by kafka, redis, mongo\)/);
    expect(message).toMatch(/start a Docker engine/);
    expect(message).toMatch(/KAFKA_BROKERS, REDIS_URL, MONGO_URL/);
  });

  it('does not take an old Java', async () => {
    const java = join(folder, 'java');
    writeFileSync(java, '#!/bin/sh\necho \'openjdk version "11.0.22" 2024-01-16\' >&2\n');
    chmodSync(java, 0o755);

    await expect(preflight({ components: ['kafka'], env: bare })).rejects.toThrow(
      `${java} is Java 11, too old: 17 is needed (needed by kafka)`,
    );
  });

  it('asks for nothing that servers elsewhere make unnecessary', async () => {
    const env = {
      ...bare,
      KAFKA_BROKERS: 'kafka:9092',
      REDIS_URL: 'redis://redis',
      MONGO_URL: 'mongodb://mongo',
    };
    await expect(preflight({ env })).resolves.toBeUndefined();
  });

  it('leaves no trace when something is missing', async () => {
    const dataDir = join(folder, 'data');
    await expect(startLocalStack({ dataDir, env: bare })).rejects.toThrow(MissingRequirementsError);
    expect(() => rmSync(dataDir)).toThrow('ENOENT');
  });

  it('says which variable names a server that does not answer', async () => {
    const env = { ...bare, REDIS_URL: 'redis://127.0.0.1:1' };
    await expect(
      startLocalStack({ components: ['redis'], dataDir: join(folder, 'data'), env }),
    ).rejects.toThrow(/REDIS_URL names a server that does not answer/);
  }, 30_000);
});
