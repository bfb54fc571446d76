import { describeLog } from './log-table';

describe('describeLog', () => {
  it('puts the table into every statement and leaves no gap', () => {
    const log = describeLog({ table: 'outbox', id: 'position', columns: 'position AS id, payload' });
    for (const { text } of [log.beginStep, log.findFirst, log.readPage, log.adoptForeignRows]) {
      expect(text).toMatch(/\boutbox\b/);
      expect(text).not.toMatch(/\{\w+\}/);
    }
  });

  it.each(['outbox; DROP TABLE x', 'Outbox', '1log', ''])('refuses %j as a name', (name) => {
    expect(() => describeLog({ table: name, id: 'id', columns: 'id' })).toThrow(TypeError);
    expect(() => describeLog({ table: 'log', id: name, columns: 'id' })).toThrow(TypeError);
  });
});
