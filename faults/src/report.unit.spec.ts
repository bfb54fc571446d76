import { rowsOf, tableOf } from './report';

const counts = (accepted: number, lost = 0, doubled = 0) => ({ accepted, lost, doubled });

describe('the table of faults', () => {
  const recoveries = [
    { fault: 'kill -9 order', seconds: 1.25 },
    { fault: 'cut network order-kafka', seconds: 0.5 },
    { fault: 'kill -9 order', seconds: 3.04 },
  ];
  const byFault = new Map([
    ['kill -9 order', counts(20, 1)],
    [undefined, counts(7)],
  ]);

  it('has a row for each fault with its slowest recovery, and one for the time in between', () => {
    expect(rowsOf(recoveries, byFault)).toEqual([
      { fault: 'kill -9 order', times: 2, seconds: 3.04, ...counts(20, 1) },
      { fault: 'cut network order-kafka', times: 1, seconds: 0.5, ...counts(0) },
      { fault: 'in between', times: 0, seconds: null, ...counts(7) },
    ]);
  });

  it('says of a fault that it was never recovered from, if that happened once', () => {
    const [row] = rowsOf([...recoveries, { fault: 'kill -9 order', seconds: undefined }], byFault);
    expect(row?.seconds).toBeNull();
    expect(tableOf([row!])[2]).toMatch(/^\| kill -9 order \| +3 \| +never \|/);
  });

  it('adds up, in columns of one width', () => {
    const table = tableOf(rowsOf(recoveries, byFault));
    expect(table.at(-1)).toMatch(/^\| together +\| +3 \| +3\.0 s \| +27 \| +1 \| +0 \|$/);
    expect(new Set(table.map((line) => line.length)).size).toBe(1);
  });
});
