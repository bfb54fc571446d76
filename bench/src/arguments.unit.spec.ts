import { benchUsage, parseBenchArguments, UsageError } from './arguments';

const known = ['append', 'relay-drain', 'growth'].map((name) => ({
  name,
  about: `about ${name}`,
  minutes: 7,
  run: () => Promise.resolve([]),
}));
const namesOf = (...argv: string[]): string[] =>
  parseBenchArguments(argv, known).cases.map(({ name }) => name);

describe('the arguments of npm run bench', () => {
  it('are all cases, three times, as a table', () => {
    expect(namesOf()).toEqual(['append', 'relay-drain', 'growth']);
    expect(parseBenchArguments([], known)).toMatchObject({
      json: false,
      help: false,
      repetitions: 3,
      scale: 1,
    });
  });

  it('may name cases; they run in the order of the table, each once', () => {
    expect(namesOf('growth', 'append', 'growth')).toEqual(['append', 'growth']);
  });

  it('may ask for JSON, other repetitions and a smaller scale', () => {
    const wanted = parseBenchArguments(['append', '--json', '--repetitions', '5', '--scale=0.01'], known);
    expect(wanted).toMatchObject({ json: true, repetitions: 5, scale: 0.01 });
  });

  it('name what there is when they ask for what there is not', () => {
    expect(() => namesOf('append', 'speed', 'size')).toThrow(
      new UsageError('There is no benchmark speed, size. There are: append, relay-drain, growth.'),
    );
  });

  it.each([
    [['--fast'], /--fast/],
    [['--repetitions', '0'], /--repetitions takes a whole number from 1 to 20, not "0"/],
    [['--repetitions', '1.5'], /whole number/],
    [['--repetitions='], /not ""/],
    [['--scale', 'x'], /--scale takes a number from 0.0001 to 1, not "x"/],
    [['--scale', '2'], /not "2"/],
  ])('are refused when they make no sense: %j', (argv, complaint) => {
    expect(() => namesOf(...argv)).toThrow(UsageError);
    expect(() => namesOf(...argv)).toThrow(complaint);
  });

  it('are explained, with every case and the time it takes', () => {
    expect(benchUsage(known)).toMatch(/Usage: npm run bench/);
    expect(benchUsage(known)).toMatch(/all,\nwhich takes about 21 minutes/);
    expect(benchUsage(known)).toContain('relay-drain   7 min  about relay-drain');
    for (const { about } of known) expect(benchUsage(known)).toContain(about);
  });
});
