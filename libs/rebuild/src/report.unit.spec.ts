import type { Rebuilt } from './rebuild';
import { reportJson, reportText } from './report';

const rebuilt: Rebuilt = {
  ...{ copy: 'v3', before: 'v2', events: 41_203, fillingMs: 3_200, heldMs: 34.4 },
  comparison: { equal: 20_095, newer: 3, differing: 2, examples: ['a', 'b'] },
  stopped: [],
};

describe('the report of a rebuild', () => {
  it('says what answers now, how it went, and what was wrong before', () => {
    expect(reportText('sales', rebuilt).split('\n')).toEqual([
      'sales is rebuilt: copy v3 answers, v2 is removed.',
      '  41,203 events, filled in 3.2 s, 12,876 events/s; writers held for 34 ms',
      '  20,100 orders compared: 20,095 are the same as before, 3 further on, 2 were wrong',
      '  put right: a, b',
      '',
    ]);
  });

  it('says what may be left, and how many more there are', () => {
    const comparison = { ...rebuilt.comparison, differing: 7 };
    const text = reportText('sales', {
      ...rebuilt,
      comparison,
      leftOver: new Error('Redis does not answer'),
    });
    expect(text).toMatch(/^sales is rebuilt: copy v3 answers\.\n/);
    expect(text).toContain('put right: a, b, and 5 more\n');
    expect(text).toContain(
      'something of v2 may be left, the next rebuild removes it: Redis does not answer\n',
    );
  });

  it('says which orders stop, and where', () => {
    const stopped = [{ orderId: 'a', version: 3, reason: 'no schema for x' }];
    expect(reportText('sales', { ...rebuilt, stopped })).toContain(
      "  not further than an event this release can't read: a at version 3 (no schema for x)\n",
    );
  });

  it('says the same to programs', () => {
    expect(JSON.parse(reportJson('sales', rebuilt))).toEqual({
      ...{ projection: 'sales', copy: 'v3', before: 'v2', beforeRemoved: true, events: 41_203 },
      ...{ fillingMs: 3_200, eventsPerSecond: 12_876, heldMs: 34, comparison: rebuilt.comparison },
      stopped: [],
    });
  });
});
