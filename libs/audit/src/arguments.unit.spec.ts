import { parseAuditArguments, UsageError } from './arguments';
import { usualLimits } from './limits';

const usual = {
  ...{ help: false, json: false, stackFile: undefined, waitMs: 0, patienceMs: 10_000, show: 10 },
  limits: usualLimits,
};

describe('the arguments of npm run audit', () => {
  it('need not be given', () => {
    expect(parseAuditArguments([], {})).toEqual(usual);
  });

  it('are read', () => {
    const argv = ['there/stack.json', '--wait', '1.5', '--patience=0', '--show', '3', '--json'];
    expect(parseAuditArguments(argv, { HOLD_TIME_MS: '5000', SAGA_TIME_LIMIT_MS: '700' })).toEqual({
      ...{ help: false, json: true, stackFile: 'there/stack.json', waitMs: 1_500, patienceMs: 0, show: 3 },
      limits: { holdTimeMs: 5_000, sagaTimeLimitMs: 700 },
    });
  });

  it.each([
    [['--quick'], /--quick/],
    [['one', 'two'], /one system/],
    [['--wait', ''], /--wait takes a number from 0 to 1000000, not nothing/],
    [['--wait=-1'], /--wait takes a number/],
    [['--patience', '1e3'], /--patience takes a number/],
    [['--show', '1.5'], /--show takes a number/],
  ])('%j are refused', (argv, complaint) => {
    expect(() => parseAuditArguments(argv, {})).toThrow(complaint);
    expect(() => parseAuditArguments(argv, {})).toThrow(UsageError);
  });

  it('go with an environment that makes sense', () => {
    expect(() => parseAuditArguments([], { HOLD_TIME_MS: 'long' })).toThrow(/HOLD_TIME_MS takes a number/);
  });
});
