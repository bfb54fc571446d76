import type { Request } from 'express';
import { ifMatchOf } from './if-match';

const guardOf = (field?: string) => ifMatchOf({ get: () => field } as unknown as Request);

describe('If-Match', () => {
  it('guards nothing when it is not there', () => {
    expect(guardOf()).toBeUndefined();
  });

  it.each([
    '"3"',
    '"1", "3"',
    '"1","3"',
    '"3" , "4"',
    ' ,"1",, "3",',
    '*',
    ' * ',
    'W/"1", "3"',
    '"a,b", "3"',
  ])('%s accepts the tag 3', (field) => expect(guardOf(field)?.('3')).toBe(true));

  it.each([
    '"2"',
    'W/"3"',
    '"03"',
    '"3 "',
    '3',
    '',
    '"3',
    '3"',
    'x"3"',
    '"1" "3"',
    '"3", *',
    '*, "3"',
    '""',
    '"1,3"',
  ])('%j does not', (field) => expect(guardOf(field)?.('3')).toBe(false));
});
