import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates, type CertificateFiles } from '@ordersaga/test-kit';
import type { ConfigError } from '../config';
import { readKafkaConnection } from './kafka-connection';

const plain = { KAFKA_BROKERS: 'a:9093,b:9093' };
const login = { KAFKA_SASL_USERNAME: 'order', KAFKA_SASL_PASSWORD: 'hush' };

describe('the connection to Kafka', () => {
  let files: CertificateFiles;
  let withFiles: NodeJS.ProcessEnv;
  const content = (path: string): string => readFileSync(path, 'utf8');
  const faultsOf = (more: NodeJS.ProcessEnv): readonly string[] => {
    try {
      readKafkaConnection({ ...plain, ...more });
      return [];
    } catch (error) {
      return (error as ConfigError).faults;
    }
  };

  beforeAll(async () => {
    files = await makeCertificates();
    withFiles = {
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: files.ca,
      KAFKA_TLS_CERT_FILE: files.clientCert,
      KAFKA_TLS_KEY_FILE: files.clientKey,
    };
  });
  afterAll(() => files.remove());

  it('is plain unless told', () => {
    expect(readKafkaConnection(plain)).toEqual({ brokers: ['a:9093', 'b:9093'] });
  });

  it('holds what is in the files', () => {
    expect(readKafkaConnection({ ...plain, ...withFiles }).tls).toEqual({
      ca: content(files.ca),
      cert: content(files.clientCert),
      key: content(files.clientKey),
    });
    expect(readKafkaConnection({ ...plain, KAFKA_TLS: 'true' }).tls).toEqual({});
  });

  it.each([
    ['plain', 'plain'],
    ['scram-sha-256', 'scram-sha-256'],
    ['SCRAM-SHA-512', 'scram-sha-512'],
  ])('logs in by %s', (said, mechanism) => {
    const { sasl } = readKafkaConnection({ ...plain, ...login, KAFKA_SASL_MECHANISM: said });
    expect(sasl).toEqual({ mechanism, username: 'order', password: 'hush' });
  });

  it('takes the password from a file, without the end of its line', () => {
    const path = join(files.folder, 'password');
    writeFileSync(path, 'from a file\n');
    const { sasl } = readKafkaConnection({
      ...plain,
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_USERNAME: 'order',
      KAFKA_SASL_PASSWORD_FILE: path,
    });
    expect(sasl?.password).toBe('from a file');
  });

  it('wants TLS switched on by true or false', () => {
    expect(faultsOf({ KAFKA_TLS: 'yes' })).toEqual(['KAFKA_TLS: must be true or false']);
  });

  it('names each file that means nothing because TLS is off', () => {
    const off = 'means nothing without TLS: set KAFKA_TLS=true, or leave it out';
    expect(faultsOf({ ...withFiles, KAFKA_TLS: 'false' })).toEqual([
      `KAFKA_TLS_CA_FILE: ${off}`,
      `KAFKA_TLS_CERT_FILE: ${off}`,
      `KAFKA_TLS_KEY_FILE: ${off}`,
    ]);
  });

  it('names a certificate without its key, a key without its certificate, and two that do not fit', () => {
    expect(faultsOf({ ...withFiles, KAFKA_TLS_KEY_FILE: '' })).toEqual([
      'KAFKA_TLS_CERT_FILE: set KAFKA_TLS_KEY_FILE beside it',
    ]);
    expect(faultsOf({ ...withFiles, KAFKA_TLS_CERT_FILE: '' })).toEqual([
      'KAFKA_TLS_KEY_FILE: set KAFKA_TLS_CERT_FILE beside it',
    ]);
    expect(faultsOf({ ...withFiles, KAFKA_TLS_KEY_FILE: files.serverKey })).toEqual([
      'KAFKA_TLS_KEY_FILE: is not the key of the certificate in KAFKA_TLS_CERT_FILE',
    ]);
  });

  it('names every file that is missing or holds something else', () => {
    const nowhere = join(files.folder, 'nowhere.pem');
    expect(
      faultsOf({ ...withFiles, KAFKA_TLS_CA_FILE: nowhere, KAFKA_TLS_KEY_FILE: files.clientCert }),
    ).toEqual([
      `KAFKA_TLS_CA_FILE: ${nowhere} cannot be read (ENOENT)`,
      `KAFKA_TLS_KEY_FILE: ${files.clientCert} holds no private key in PEM that can be read without a passphrase`,
    ]);
    expect(faultsOf({ ...withFiles, KAFKA_TLS_CA_FILE: files.clientKey })).toEqual([
      `KAFKA_TLS_CA_FILE: ${files.clientKey} holds no certificate in PEM`,
    ]);
  });

  it('wants user and password with a mechanism, and a mechanism with them', () => {
    expect(faultsOf({ KAFKA_SASL_MECHANISM: 'plain' })).toEqual([
      'KAFKA_SASL_MECHANISM: set KAFKA_SASL_USERNAME beside it',
      'KAFKA_SASL_MECHANISM: set KAFKA_SASL_PASSWORD or KAFKA_SASL_PASSWORD_FILE beside it',
    ]);
    const alone = 'set KAFKA_SASL_MECHANISM beside it, or leave it out';
    expect(faultsOf(login)).toEqual([`KAFKA_SASL_USERNAME: ${alone}`, `KAFKA_SASL_PASSWORD: ${alone}`]);
    expect(faultsOf({ ...login, KAFKA_SASL_MECHANISM: 'gssapi' })).toEqual([
      'KAFKA_SASL_MECHANISM: must be plain, scram-sha-256 or scram-sha-512',
    ]);
  });

  it('never tells the password', () => {
    const all = { ...login, KAFKA_SASL_PASSWORD_FILE: files.ca };
    const faults = faultsOf(all).join();
    expect(faults).toContain('KAFKA_SASL_PASSWORD_FILE: leave it or KAFKA_SASL_PASSWORD out');
    expect(faults).not.toContain('hush');
  });
});
