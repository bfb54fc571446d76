import { faultsUsage, parseFaultsArguments, UsageError } from './arguments';
import { faultKinds } from './fault';

describe('the arguments of npm run faults', () => {
  it('inject every kind of fault for ten minutes, by any seed, unless told', () => {
    const wanted = parseFaultsArguments([]);
    expect(wanted).toMatchObject({
      mode: 'faults',
      minutes: 10,
      kinds: faultKinds,
      network: 'auto',
      json: false,
    });
    expect(Number.isInteger(wanted.seed)).toBe(true);
    expect(parseFaultsArguments([]).seed).not.toBe(wanted.seed);
  });

  it('can name seed, length, kinds, network and form', () => {
    const argv = ['--seed', '7', '--minutes', '0.5', '--only', 'kill, cut', '--network', 'own', '--json'];
    expect(parseFaultsArguments(argv)).toMatchObject({
      ...{ seed: 7, minutes: 0.5, kinds: ['kill', 'cut'], network: 'own', json: true },
    });
  });

  it('can ask for overload, for half a minute unless told', () => {
    expect(parseFaultsArguments(['overload'])).toMatchObject({ mode: 'overload', minutes: 0.5 });
  });

  it.each([
    [['--speed']],
    [['earthquake']],
    [['--seed', 'x']],
    [['--seed', '1.5']],
    [['--minutes', '0']],
    [['--only', 'kill,flood']],
    [['--network', 'none']],
  ])('refuse %j', (argv) => {
    expect(() => parseFaultsArguments(argv)).toThrow(UsageError);
  });

  it('name every kind in their help', () => {
    for (const kind of faultKinds) expect(faultsUsage).toMatch(new RegExp(`^  ${kind} `, 'm'));
  });
});
