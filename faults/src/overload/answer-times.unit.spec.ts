import { AnswerTimes } from './answer-times';

describe('answer times', () => {
  it('are counted by answer, and told by percentile, several answers together if wanted', () => {
    const times = new AnswerTimes();
    for (let ms = 1; ms <= 100; ms += 1) times.note(ms <= 90 ? '201' : '503', ms);
    expect(times.counts()).toEqual({ 201: 90, 503: 10 });
    expect(times.count('503', '429')).toBe(10);
    expect(times.percentile(50, '201')).toBe(45);
    expect(times.percentile(99, '201', '503')).toBe(99);
    expect(times.percentile(100, '503')).toBe(100);
    expect(times.percentile(50, '429')).toBe(0);
  });
});
