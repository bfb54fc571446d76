import { makeCertificates, type CertificateFiles } from '@ordersaga/test-kit';
import { postgresTlsFault, postgresUrl } from './postgres-url';

describe('the URL of a Postgres', () => {
  let files: CertificateFiles;
  const faultOf = (query: string) => postgresTlsFault(`postgres://user:hush@db:5432/order?${query}`);
  beforeAll(async () => {
    files = await makeCertificates();
  });
  afterAll(() => files.remove());

  it('may leave TLS out, or say what it checks', () => {
    const { ca, clientCert, clientKey } = files;
    const fine = [
      'application_name=x',
      'sslmode=disable',
      'sslmode=no-verify',
      'sslmode=verify-full',
      `sslmode=verify-full&sslrootcert=${ca}&sslcert=${clientCert}&sslkey=${clientKey}`,
      `uselibpqcompat=true&sslmode=verify-ca&sslrootcert=${ca}`,
      'uselibpqcompat=true&sslmode=require',
    ];
    expect(fine.map(faultOf)).toEqual(fine.map(() => undefined));
    expect(postgresTlsFault('postgres://user:hush@db:5432/order')).toBeUndefined();
  });

  it.each(['prefer', 'require', 'verify-ca'])(
    'refuses sslmode=%s, which pg and libpq read differently',
    (mode) =>
      expect(faultOf(`sslmode=${mode}`)).toMatch(
        `sslmode=${mode} means one thing to pg and another to libpq`,
      ),
  );

  it.each([
    ['sslmode=full', 'sslmode=full is not known'],
    ['sslmode=allow', 'sslmode=allow is not known'],
    ['ssl=true', 'say sslmode=verify-full'],
    ['uselibpqcompat=true&sslmode=verify-ca', 'needs sslrootcert'],
    ['sslrootcert=CA', 'sslrootcert means nothing without TLS: add sslmode=verify-full'],
    ['sslmode=disable&sslrootcert=CA', 'sslrootcert means nothing without TLS'],
    [
      'sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
      'sslrootcert: /nowhere/ca.pem cannot be read (ENOENT)',
    ],
    ['sslmode=verify-full&sslrootcert=KEY', 'holds no certificate in PEM'],
    ['sslmode=verify-full&sslcert=CERT', 'add sslkey beside sslcert'],
    ['sslmode=verify-full&sslkey=KEY', 'add sslcert beside sslkey'],
    ['sslmode=verify-full&sslcert=CERT&sslkey=OTHER', 'sslkey is not the key of the certificate in sslcert'],
  ])('with %s is wrong, and told how', (query, told) => {
    const { ca, clientCert, clientKey, serverKey } = files;
    const paths = { CA: ca, CERT: clientCert, KEY: clientKey, OTHER: serverKey };
    const fault = faultOf(
      query.replace(/\b(CA|CERT|KEY|OTHER)\b/g, (name) => paths[name as keyof typeof paths]),
    );
    expect(fault).toContain(told);
    expect(fault).not.toContain('hush');
  });

  it('is one', () => {
    expect(postgresUrl.safeParse('mysql://db').error?.issues[0]?.message).toBe(
      'must be a URL such as postgres://host:port',
    );
    expect(postgresUrl.safeParse('postgres://db/order?sslmode=on').success).toBe(false);
  });
});
