import { parseRebuildCommandLine, UsageError } from './rebuild-arguments';

describe('the arguments of npm run rebuild', () => {
  it('name a projection, and may name a system', () => {
    const sales = { help: false, service: 'sales-projection', stackFile: undefined, options: [] };
    expect(parseRebuildCommandLine(['sales'])).toEqual(sales);
    expect(parseRebuildCommandLine(['--json', 'success-rate', '--even-if-less', 'there/stack.json'])).toEqual(
      {
        ...{ help: false, service: 'success-rate-projection', stackFile: 'there/stack.json' },
        options: ['--json', '--even-if-less'],
      },
    );
  });

  it('need name none for help', () => {
    expect(parseRebuildCommandLine(['--help'])).toMatchObject({ help: true });
    expect(parseRebuildCommandLine(['sales', '-h'])).toMatchObject({ help: true });
  });

  it.each([
    [[], /name the projection to rebuild: sales or success-rate/],
    [['stock'], /no projection stock/],
    [['toString'], /no projection toString/],
    [['sales', 'one', 'two'], /one system/],
  ])('%j are refused', (argv, complaint) => {
    expect(() => parseRebuildCommandLine(argv)).toThrow(complaint);
    expect(() => parseRebuildCommandLine(argv)).toThrow(UsageError);
  });
});
