import { plannedOnce } from './plan-once';

const optionsOf = (url: string): string | null => new URL(url).searchParams.get('options');

describe('the connection string of sessions that plan once', () => {
  it('says so', () => {
    const planned = plannedOnce('postgres://order:p%40ss@localhost:5432/orders?sslmode=verify-full');
    expect(optionsOf(planned)).toBe('-c plan_cache_mode=force_generic_plan -c enable_seqscan=off');
    expect(planned).toMatch(/^postgres:\/\/order:p%40ss@localhost:5432\/orders\?sslmode=verify-full&/);
  });

  it('keeps options of its own, after which nothing comes that could undo them', () => {
    const planned = plannedOnce('postgres://localhost/orders?options=-c%20search_path%3Dshop');
    expect(optionsOf(planned)).toMatch(/^-c plan_cache_mode=\S+ .* -c search_path=shop$/);
  });

  it('is left as it is where it is no URL, for the driver to refuse', () => {
    expect(plannedOnce('no url')).toBe('no url');
  });
});
