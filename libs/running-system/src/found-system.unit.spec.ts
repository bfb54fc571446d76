import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FoundSystem, homeOf, NoSystemError, stackFileOf } from '.';

describe('a system that is found', () => {
  const home = mkdtempSync(join(tmpdir(), 'running-system-'));
  const path = stackFileOf(home);
  afterAll(() => rmSync(home, { recursive: true }));
  const write = (document: unknown): void => writeFileSync(path, JSON.stringify(document));

  it('tells where its servers, databases and services are', () => {
    const components = {
      kafka: { url: 'k:1', environment: { KAFKA_TLS: 'true' } },
      postgres: { url: 'postgres://u:p@h:5/postgres' },
    };
    write({ components, services: { order: [{ url: 'http://a' }, { url: 'http://b' }] } });
    const system = FoundSystem.at(path);
    expect(system.serverUrl('kafka')).toBe('k:1');
    expect(system.environmentOf('kafka')).toEqual({ KAFKA_TLS: 'true' });
    expect(system.environmentOf('postgres')).toEqual({});
    expect(system.databaseUrl('order')).toBe('postgres://u:p@h:5/ordersaga_order');
    expect(system.serviceUrl('order')).toBe('http://a');
  });

  it('has its own databases on servers that it shares', () => {
    write({ prefix: 'a-b-', components: { postgres: { url: 'postgres://h/postgres' } } });
    expect(FoundSystem.at(path).prefix).toBe('a-b-');
    expect(FoundSystem.at(path).databaseUrl('order')).toBe('postgres://h/ordersaga_a_b_order');
  });

  it('says what is not told', () => {
    write({ components: { kafka: { url: 7 } } });
    const system = FoundSystem.at(path);
    expect(() => system.serverUrl('kafka')).toThrow(`${path} does not tell the url of kafka`);
    expect(() => system.databaseUrl('order')).toThrow(/does not tell the url of postgres/);
    expect(() => system.serviceUrl('order')).toThrow(NoSystemError);
  });

  it('says what to do when there is none, and what is wrong with what there is', () => {
    const absent = join(home, 'absent.json');
    expect(() => FoundSystem.at(absent)).toThrow(NoSystemError);
    expect(() => FoundSystem.at(absent)).toThrow(
      `no system is running: there is no ${absent} (start one with`,
    );
    expect(() => FoundSystem.at(absent, 'do this')).toThrow(/\(do this\)$/);
    expect(() => FoundSystem.at(home)).toThrow(`${home} can't be read`);
    writeFileSync(path, '{');
    expect(() => FoundSystem.at(path)).toThrow(/is no JSON/);
  });
});

describe('the folder of a system', () => {
  it('is in the project, unless the environment names another', () => {
    expect(homeOf('/project', {})).toBe('/project/.ordersaga');
    expect(homeOf('/project', { ORDERSAGA_HOME: '/elsewhere' })).toBe('/elsewhere');
  });
});
