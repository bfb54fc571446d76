import { securedStackRuns, startSecuredStack, type SecuredStack } from '@ordersaga/test-kit';
import type { MongoClient } from 'mongodb';
import { createMongoClient } from './mongo-connection';
import { openCopy } from './open-copy';

jest.setTimeout(120_000);

/** Without `mongod` it is the stand-in, which asks for TLS and neither for a certificate nor for a password. */
(securedStackRuns(['mongo']) ? describe : describe.skip)('a MongoDB that wants TLS', () => {
  let secured: SecuredStack;
  let client: MongoClient | undefined;
  const recordsAt = (url: string) => {
    client = createMongoClient(url);
    return openCopy(client.db('secured')).records;
  };

  beforeAll(async () => {
    secured = await startSecuredStack(['mongo']);
  });
  afterAll(() => secured?.stop());
  afterEach(() => client?.close());

  it('is reached', async () => {
    await expect(recordsAt(secured.components.mongo.url).versionOf('a')).resolves.toBe(0);
  });

  it('with a CA that has not signed its certificate is not reached, and why is told', async () => {
    const url = secured.components.mongo.url.replace(secured.files.ca, secured.files.strangerCa);
    await expect(recordsAt(url).versionOf('a')).rejects.toThrow(/MongoDB does not answer: .*certificate/);
  });

  it('without TLS is not reached', async () => {
    const url = secured.components.mongo.url.replace(/\?.*/, '');
    await expect(recordsAt(url).versionOf('a')).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});
