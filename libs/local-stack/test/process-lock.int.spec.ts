import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '../src/processes/process-identity';
import { tryLock } from '../src/processes/process-lock';

describe('a lock', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ordersaga-spec-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is had by one, and by the next once it is released', () => {
    const first = tryLock(file);
    expect(tryLock(file)).toEqual({ heldBy: identify(process.pid) });
    if ('release' in first) first.release();
    expect(tryLock(file)).toHaveProperty('release');
  });

  it('of a process that is gone holds nobody up', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, began: 'before somebody else got this pid' }));
    expect(tryLock(file)).toHaveProperty('release');
  });

  it('that was cut off in the middle holds nobody up, and nothing is left lying about', () => {
    writeFileSync(file, '{"pid":');
    expect(tryLock(file)).toHaveProperty('release');
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});
