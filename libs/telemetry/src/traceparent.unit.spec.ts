import fc from 'fast-check';
import { parseTraceparent, toTraceparent } from './traceparent';

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => /[^0]/.test(text));

describe('a traceparent', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        const context = { traceId, spanId, sampled };
        expect(parseTraceparent(toTraceparent(context))).toEqual(context);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['words', 'not a traceparent'],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['a span id of zeros', `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`],
    ['another version', '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more'],
    ['capitals', '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01'],
  ])('is not read from %s', (_what, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('is sampled by its last bit alone', () => {
    const withFlags = (flags: string) =>
      parseTraceparent(`00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`)?.sampled;
    expect(['00', '01', '02', '03'].map(withFlags)).toEqual([false, true, false, true]);
  });
});
