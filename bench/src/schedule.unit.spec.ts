import { announcementOf, minutesOf } from './schedule';

const cases = [1, 4, 10].map((minutes) => ({
  name: `of ${minutes} minutes`,
  about: '',
  minutes,
  run: () => Promise.resolve([]),
}));
const usual = { repetitions: 3, scale: 1 };

describe('the schedule of a run', () => {
  it('is as long as its cases together', () => {
    expect(minutesOf(cases)).toBe(15);
    expect(minutesOf([])).toBe(0);
  });

  it('tells of each case which of how many it is, how long it takes and how long all that is left', () => {
    expect(cases.map((_, index) => announcementOf(cases, index, usual))).toEqual([
      '1 of 3: about 1 min, 15 min until the last is done',
      '2 of 3: about 4 min, 14 min until the last is done',
      '3 of 3: about 10 min',
    ]);
  });

  it('says what its minutes are about where the run is of another size', () => {
    expect(announcementOf(cases, 2, { ...usual, scale: 0.1 })).toBe(
      '3 of 3: about 10 min, at full size and three times',
    );
    expect(announcementOf(cases, 0, { ...usual, repetitions: 1 })).toMatch(/, at full size and three times$/);
  });
});
