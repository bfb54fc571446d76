import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSql, toStatement, UnknownStatementError } from './statements';

describe('loadSql', () => {
  const directory = mkdtempSync(join(tmpdir(), 'statements-'));
  writeFileSync(join(directory, 'load-order.sql'), 'SELECT 1');
  writeFileSync(join(directory, 'notes.md'), 'no statement');

  it('gives a statement by file name', () => {
    expect(loadSql(directory)('load-order').text).toBe('SELECT 1');
  });

  it('refuses a name without a file, saying where it looked', () => {
    expect(() => loadSql(directory)('load-odrer')).toThrow(UnknownStatementError);
    expect(() => loadSql(directory)('load-odrer')).toThrow(directory);
  });
});

describe('toStatement', () => {
  it('names by content, within what Postgres keeps of a name', () => {
    const long = 'a'.repeat(80);
    expect(toStatement('load', 'SELECT 1').name).not.toBe(toStatement('load', 'SELECT 2').name);
    expect(toStatement(long, 'SELECT 1').name.length).toBeLessThanOrEqual(63);
  });
});
