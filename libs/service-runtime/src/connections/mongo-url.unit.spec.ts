import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates, type CertificateFiles } from '@ordersaga/test-kit';
import { mongoUrl } from './mongo-url';

describe('the URL of a MongoDB', () => {
  let files: CertificateFiles;
  let own: string;
  const faultOf = (url: string) => mongoUrl.safeParse(url).error?.issues[0]?.message;

  beforeAll(async () => {
    files = await makeCertificates();
    own = join(files.folder, 'own.pem');
    writeFileSync(
      own,
      [files.clientCert, files.clientKey].map((file) => readFileSync(file, 'utf8')).join('\n'),
    );
  });
  afterAll(() => files.remove());

  it('may leave TLS out, say it, or be one by SRV', () => {
    const fine = [
      'mongodb://user:hush@a:27017,b:27017/?replicaSet=rs0',
      `mongodb://a/?tls=true&tlsCAFile=${files.ca}&tlsCertificateKeyFile=${own}`,
      `mongodb+srv://a/?tlscafile=${files.ca}`,
    ];
    expect(fine.map(faultOf)).toEqual(fine.map(() => undefined));
  });

  it.each([
    ['http://a', 'must be a URL such as mongodb://host:port'],
    ['mongodb://a/?tls=yes', 'tls must be true or false'],
    ['mongodb://a/?tlsCAFile=CA', 'tlsCAFile means nothing without TLS: add tls=true, or leave it out'],
    ['mongodb+srv://a/?tls=false&tlsCAFile=CA', 'tlsCAFile means nothing without TLS'],
    ['mongodb://a/?tls=true&tlsCAFile=/nowhere.pem', 'tlsCAFile: /nowhere.pem cannot be read (ENOENT)'],
    ['mongodb://a/?tls=true&tlsCertificateKeyFile=CA', 'tlsCertificateKeyFile: '],
  ])('%s is wrong, and told how', (url, told) => {
    expect(faultOf(url.replace(/\bCA\b/, files.ca))).toContain(told);
  });
});
