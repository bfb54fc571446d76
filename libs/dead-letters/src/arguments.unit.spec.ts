import { parseDeadLettersArguments } from './arguments';
import { UsageError } from './errors';

const usual = { help: false, json: false, stackFile: undefined, withParked: false, waitMs: 60_000 };

describe('the arguments of npm run dead-letters', () => {
  it('need only say to list', () => {
    expect(parseDeadLettersArguments(['list'])).toEqual({ ...usual, command: 'list', selection: {} });
  });

  it('are read', () => {
    const argv = [
      'discard',
      'there/stack.json',
      '--group',
      'stock',
      '--topic=t',
      '--key',
      'k',
      '--id',
      '3/7',
    ];
    const rest = ['--with-parked', '--wait', '1.5', '--json'];
    expect(parseDeadLettersArguments([...argv, ...rest])).toEqual({
      ...{ help: false, json: true, stackFile: 'there/stack.json', withParked: true, waitMs: 1_500 },
      ...{ command: 'discard', selection: { group: 'stock', topic: 't', key: 'k', id: '3/7' } },
    });
    expect(parseDeadLettersArguments(['replay', '--all', '--no-wait'])).toMatchObject({
      waitMs: 0,
      selection: {},
    });
    expect(parseDeadLettersArguments(['--help'])).toMatchObject({ help: true });
  });

  it.each([
    [[], /say list, show, replay or discard$/],
    [['drop'], /say list, show, replay or discard, not drop/],
    [['list', 'a', 'b'], /only one stack\.json/],
    [['replay'], /say what to replay: .* or --all/],
    [['discard'], /say what to discard/],
    [['show'], /say what to show/],
    [['replay', '--all', '--key', 'k'], /--all means everything/],
    [['list', '--outbox', 'order', '--group', 'stock'], /exclude each other/],
    [['replay', '--key', 'k', '--with-parked'], /--with-parked belongs to discard/],
    [['replay', '--all', '--wait', 'long'], /--wait takes seconds from 0 to 1000000, not long/],
    [['list', '--quick'], /--quick/],
  ])('%j are refused', (argv, complaint) => {
    expect(() => parseDeadLettersArguments(argv)).toThrow(complaint);
    expect(() => parseDeadLettersArguments(argv)).toThrow(UsageError);
  });
});
