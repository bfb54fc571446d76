import { readFileSync } from 'node:fs';
import { makeCertificates, type CertificateFiles } from '@ordersaga/test-kit';
import { readRedisConnection } from './redis-connection';

describe('the connection to Redis', () => {
  let files: CertificateFiles;
  beforeAll(async () => {
    files = await makeCertificates();
  });
  afterAll(() => files.remove());

  it('is plain with redis:, and over TLS with rediss:', () => {
    expect(readRedisConnection({ REDIS_URL: 'redis://a:6379' })).toEqual({ urls: ['redis://a:6379'] });
    expect(readRedisConnection({ REDIS_URL: 'rediss://a:6379,rediss://b:6379' })).toEqual({
      urls: ['rediss://a:6379', 'rediss://b:6379'],
      tls: {},
    });
  });

  it('holds what is in the files', () => {
    const { tls } = readRedisConnection({ REDIS_URL: 'rediss://a:6379', REDIS_TLS_CA_FILE: files.ca });
    expect(tls).toEqual({ ca: readFileSync(files.ca, 'utf8') });
  });

  it('refuses files where no TLS is, nodes of both kinds, and half a pair', () => {
    const read = (url: string, more: NodeJS.ProcessEnv = {}) =>
      readRedisConnection({ REDIS_URL: url, ...more });
    expect(() => read('redis://a:6379', { REDIS_TLS_CA_FILE: files.ca })).toThrow(
      'REDIS_TLS_CA_FILE: means nothing without TLS: let REDIS_URL begin with rediss:, or leave it out',
    );
    expect(() => read('redis://a:6379,rediss://b:6379')).toThrow(
      'REDIS_URL: must be redis: for all nodes, or rediss: for all',
    );
    expect(() => read('rediss://a:6379', { REDIS_TLS_KEY_FILE: files.clientKey })).toThrow(
      'REDIS_TLS_KEY_FILE: set REDIS_TLS_CERT_FILE beside it',
    );
  });
});
