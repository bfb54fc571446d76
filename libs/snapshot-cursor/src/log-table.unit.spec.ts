import { describeLog } from './log-table';

describe('describeLog', () => {
  it('puts the table into every statement and leaves no gap', () => {
    const log = describeLog({ table: 'outbox', id: 'position', columns: 'position AS id, payload' });
    for (const { text } of [
      log.beginStep,
      log.findFirst,
      log.readPage,
      log.adoptForeignRows,
      log.adoptDumpedRows,
    ]) {
      expect(text).toMatch(/\boutbox\b/);
      expect(text).not.toMatch(/\{\w+\}/);
    }
  });

  it('gives the values of a condition the places after a statement’s own', () => {
    const keep = 'page.topic = ANY({1}) AND page.key <> {2} OR {1} IS NULL';
    const { beginStep, readPage, findFirst } = describeLog({
      table: 'outbox',
      id: 'id',
      columns: 'id, key',
      keep,
    });
    expect(beginStep.text).toContain('(page.topic = ANY($3) AND page.key <> $4 OR $3 IS NULL)');
    expect(readPage.text).toContain('(page.topic = ANY($5) AND page.key <> $6 OR $5 IS NULL)');
    for (const { text } of [beginStep, readPage, findFirst]) expect(text).not.toMatch(/\{\w+\}/);
  });

  it.each(['outbox; DROP TABLE x', 'Outbox', '1log', ''])('refuses %j as a name', (name) => {
    expect(() => describeLog({ table: name, id: 'id', columns: 'id' })).toThrow(TypeError);
    expect(() => describeLog({ table: 'log', id: name, columns: 'id' })).toThrow(TypeError);
  });
});
