import { jsonOf } from './json';
import { absoluteFigure, relativeFigure } from './judge';
import type { Outcome } from './outcome';
import { tableOf } from './table';

const append = relativeFigure(
  { name: 'append', unit: 'events/s', referenceUnit: 'commits/s', target: 2.5, wanted: 'at-least' },
  [
    { value: 30_123.4, reference: 10_000 },
    { value: 26_000, reference: 10_000 },
  ],
);
const writers = relativeFigure(
  { name: 'relay-writers', unit: 'commits/s', target: 0.8, wanted: 'at-least' },
  [{ value: 700, reference: 1000 }],
);
const latency = absoluteFigure(
  { name: 'relay-latency', unit: 'ms', target: 1, wanted: 'at-most', note: 'at 200 rows/s' },
  [1.2345],
);
const outcomes: Outcome[] = [
  { name: 'append', figures: [append] },
  { name: 'relay-writers', figures: [writers] },
  { name: 'relay-latency', figures: [latency] },
  { name: 'growth', failure: new Error('an event got lost') },
];

describe('the table', () => {
  it('shows each figure beside reference, target and spread, and what failed', () => {
    expect(tableOf(outcomes)).toEqual([
      'name                     value         reference  ratio  target  met         runs',
      'append         26,000 events/s  10,000 commits/s    2.6   ≥ 2.5  yes  2.6 to 3.01',
      'relay-writers    700 commits/s   1,000 commits/s    0.7   ≥ 0.8   no          0.7',
      'relay-latency          1.23 ms                           ≤ 1 ms   no         1.23',
      'growth                  failed                                    no',
      'relay-latency: at 200 rows/s',
      '',
      'growth failed: an event got lost',
    ]);
  });
});

describe('the JSON', () => {
  it('has name, value, reference, ratio, target and met of each figure, and of a failure its error', () => {
    const nothing = { value: null, reference: null, ratio: null, target: null };
    expect(JSON.parse(jsonOf(outcomes))).toEqual([
      { name: 'append', value: 26_000, reference: 10_000, ratio: 2.6, target: 2.5, met: true },
      { name: 'relay-writers', value: 700, reference: 1000, ratio: 0.7, target: 0.8, met: false },
      { name: 'relay-latency', value: 1.2345, reference: null, ratio: null, target: 1, met: false },
      { name: 'growth', ...nothing, met: false, error: 'an event got lost' },
    ]);
  });
});
