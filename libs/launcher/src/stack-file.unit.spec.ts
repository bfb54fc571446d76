import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackFile, type StackDocument } from './stack-file';

describe('stack.json', () => {
  const root = mkdtempSync(join(tmpdir(), 'ordersaga-stack-file-'));
  const file = new StackFile(root);
  const document = (pid: number): StackDocument => ({ launcher: { pid }, components: {}, services: {} });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is not there before the first start', () => {
    expect(file.read()).toBeUndefined();
  });

  it('is read while its launcher lives', () => {
    file.write(document(process.pid));
    expect(file.read()).toEqual(document(process.pid));
  });

  it('counts for nothing when its launcher was killed', () => {
    file.write(document(2 ** 30));
    expect(file.read()).toBeUndefined();
  });

  it('goes with the stop, also twice', () => {
    file.remove();
    file.remove();
    expect(file.read()).toBeUndefined();
  });
});
