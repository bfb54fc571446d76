import { assertModel } from './assert-model';

/** Long runs take as long as they take. */
const patienceMs = 3_600_000;

describe('the saga, whatever happens in whatever order', () => {
  const withInboxes = 'holds what always holds';
  it(withInboxes, () => assertModel(withInboxes, true), patienceMs);

  // Each inbox may forget: then revision and state alone keep a second coming from having an effect.
  const withoutInboxes = 'holds it without inboxes too';
  it(withoutInboxes, () => assertModel(withoutInboxes, false), patienceMs);
});
