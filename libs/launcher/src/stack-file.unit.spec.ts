import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackFile } from './stack-file';

describe('stack.json', () => {
  const home = mkdtempSync(join(tmpdir(), 'ordersaga-stack-file-'));
  const file = new StackFile(join(home, 'not-there-yet'));
  const document = { launcher: { pid: 1 }, components: { kafka: { url: '127.0.0.1:9092' } }, services: {} };
  afterAll(() => rmSync(home, { recursive: true }));

  it('tells what was written, to its owner only: it holds passwords', () => {
    file.write(document);
    expect(JSON.parse(readFileSync(file.path, 'utf8'))).toEqual(document);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it('goes with the stop, also twice', () => {
    file.remove();
    file.remove();
    expect(existsSync(file.path)).toBe(false);
  });
});
