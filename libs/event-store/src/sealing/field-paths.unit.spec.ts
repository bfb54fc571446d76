import { placesOf, replaceAt } from './field-paths';

describe('the places of a field', () => {
  const data = {
    name: 'Ann',
    nothing: null,
    address: { street: 'Elm', lines: ['a', 'b'] },
    recipients: [{ name: 'Bo' }, {}, null, { name: 'Cy' }],
    'a.b': 1,
  };

  it.each([
    ['name', [['name']]],
    ['nothing', [['nothing']]],
    ['address', [['address']]],
    ['address.street', [['address', 'street']]],
    [
      'recipients.name',
      [
        ['recipients', 0, 'name'],
        ['recipients', 3, 'name'],
      ],
    ],
    ['address.lines', [['address', 'lines']]],
    ['missing', []],
    ['missing.more', []],
    ['nothing.more', []],
    ['toString', []],
    ['__proto__.x', []],
  ])('%s', (field, places) => expect(placesOf(data, field)).toEqual(places));

  it('refuses a way through what is no object: it would leave personal data where it is', () => {
    expect(() => placesOf(data, 'name.first')).toThrow('name is no object');
    expect(() => placesOf('Ann', 'name')).toThrow('the data is no object');
  });

  it('replaces what is there, and nothing else', () => {
    const copy = structuredClone(data);
    expect(replaceAt(copy, ['recipients', 3, 'name'], (name) => `${String(name)}!`)).toBe(true);
    expect(copy).toEqual({ ...data, recipients: [{ name: 'Bo' }, {}, null, { name: 'Cy!' }] });
    for (const path of [['missing'], ['name', 'first'], ['__proto__', 'x'], ['recipients', 9], []])
      expect(replaceAt(copy, path, () => 'x')).toBe(false);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
