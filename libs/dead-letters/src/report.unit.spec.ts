import type { Letter, LetterSource } from './letter';
import { listJson, listText } from './report-list';
import { resultsJson, resultsText } from './report-results';
import { showJson, showText } from './report-show';

const now = new Date('2026-11-21T10:03:10Z');
const failed: Letter = {
  ...{ source: 'stock', kind: 'group', id: '3/17', topic: 'orders', key: 'a', reason: 'failed' },
  ...{ error: 'Error: no\ngood', errorCode: 'no-good', attempts: 5, since: new Date('2026-11-21T10:00:00Z') },
  waitsFor: 'decision',
};
const { error: _error, errorCode: _code, ...bare } = failed;
const refused: Letter = {
  ...bare,
  kind: 'outbox',
  source: 'order',
  id: '9',
  key: null,
  reason: 'refused',
  decision: 'replay',
};

describe('the list', () => {
  it('has a line each, and says how much it is', () => {
    expect(
      listText(
        [
          { letter: failed, behind: [failed] },
          { letter: refused, behind: [] },
        ],
        now,
      ).split('\n'),
    ).toEqual([
      'SOURCE        ID    TOPIC   KEY  AGE    BEHIND  WHY',
      'group stock   3/17  orders  a    3 min  1       failed: Error: no good',
      'outbox order  9     orders  -    3 min  0       (to be replayed) refused',
      '',
      '2 dead letters, 1 message parked behind.',
      '',
    ]);
    expect(listText([], now)).toBe('No dead letters.\n');
  });

  it('is there for programs', () => {
    const { deadLetters } = JSON.parse(listJson([{ letter: failed, behind: [] }])) as {
      deadLetters: unknown[];
    };
    expect(deadLetters).toEqual([{ ...failed, since: '2026-11-21T10:00:00.000Z', parkedBehind: 0 }]);
  });

  it('steers no terminal', () => {
    const text = listText(
      [{ letter: { ...failed, key: 'a\u001b[2J', error: '\u009b31m' }, behind: [] }],
      now,
    );
    expect(text).toContain('a\\x1b[2J');
    expect(text).toContain('\\x9b31m');
  });
});

describe('what is shown of a letter', () => {
  const shown = (payload: Buffer | null | undefined) => ({
    ...{ letter: failed, behind: 2 },
    contents: { headers: { ce_id: 'm-1' }, payload },
  });

  it('is everything', () => {
    expect(showText([shown(Buffer.from('{"n":1}'))]).split('\n')).toEqual([
      'group stock, 3/17 of orders, key a',
      '  failed after 5 attempts, since 2026-11-21T10:00:00.000Z',
      '  Error: no good (no-good)',
      '  waits for a decision; 2 messages parked behind it',
      '  headers',
      '    ce_id: m-1',
      '  payload',
      '    {',
      '      "n": 1',
      '    }',
      '',
    ]);
  });

  it.each([
    [Buffer.from('no JSON \u0007'), 'no JSON \\x07', { payloadText: 'no JSON \u0007' }],
    [Buffer.from([0xff, 0x00]), 'no text, 2 bytes in base64: /wA=', { payloadBase64: '/wA=' }],
    [null, 'none', { payload: null }],
    [undefined, 'its letter could not hold it', { payloadIsGone: true }],
  ])('tells a payload such as %p as what it is', (payload, text, json) => {
    expect(showText([shown(payload)])).toContain(`  payload\n    ${text}`);
    const { deadLetters } = JSON.parse(showJson([shown(payload)])) as { deadLetters: unknown[] };
    expect(deadLetters[0]).toMatchObject({ ...json, headers: { ce_id: 'm-1' }, parkedBehind: 2 });
  });
});

describe('what became of letters', () => {
  const source = { carriedOutBy: 'a consumer of group stock' } as LetterSource;
  const results = [
    { letter: failed, outcome: 'replayed', followed: 2, behind: 0 },
    { letter: failed, outcome: 'failed', error: 'Error: still', followed: 0, behind: 1 },
    { letter: refused, outcome: 'waiting', followed: 0, behind: 0 },
    { letter: failed, outcome: 'blocked', followed: 0, behind: 0 },
  ] as const;

  it('is told by letter', () => {
    expect(resultsText([{ source, results }], 'replay').split('\n')).toEqual([
      'replayed  group stock   3/17  orders  a  2 messages behind it went on',
      'failed    group stock   3/17  orders  a  again: Error: still; 1 message still parked',
      'waiting   outbox order  9     orders  -  the decision stands; it takes a consumer of group stock',
      'blocked   group stock   3/17  orders  a  the decision stands; an earlier letter of its key has to be decided about first',
      '',
      '1 of 4 replayed.',
      '',
    ]);
  });

  it('is told to programs', () => {
    const json = JSON.parse(resultsJson([{ source, results }], 'replay')) as {
      done: boolean;
      results: object[];
    };
    expect(json).toMatchObject({ decision: 'replay', done: false });
    expect(json.results[1]).toMatchObject({
      id: '3/17',
      outcome: 'failed',
      error: 'Error: still',
      behind: 1,
    });
    expect(json.results[0]).not.toHaveProperty('error');
  });
});
