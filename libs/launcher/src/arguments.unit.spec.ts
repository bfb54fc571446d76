import { parseStartArguments, UsageError } from './arguments';

describe('the arguments of npm start', () => {
  it('place sample orders on one instance of each service unless told', () => {
    expect(parseStartArguments([])).toEqual({ demo: true, instances: 1, help: false });
  });

  it('can leave the demo out, run more instances, and ask for help', () => {
    expect(parseStartArguments(['--no-demo', '--instances', '3', '--help'])).toEqual({
      demo: false,
      instances: 3,
      help: true,
    });
  });

  it.each([[['--fast']], [['--instances', 'many']], [['--instances', '0']], [['orders']]])(
    'refuse %s',
    (argv) => {
      expect(() => parseStartArguments(argv)).toThrow(UsageError);
    },
  );
});
