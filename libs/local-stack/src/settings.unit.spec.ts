import { InvalidSettingError } from './errors';
import { candidateStrategies } from './settings';

describe('the order of strategies', () => {
  it('tries containers before child processes', () => {
    expect(candidateStrategies('kafka', {})).toEqual(['containers', 'embedded']);
  });

  it('takes the server that the environment names, and nothing else', () => {
    const env = { POSTGRES_URL: 'postgres://somewhere', LOCAL_STACK: 'embedded' };
    expect(candidateStrategies('postgres', env)).toEqual(['external']);
    expect(candidateStrategies('redis', env)).toEqual(['embedded']);
  });

  it('does not take an empty variable for a server', () => {
    expect(candidateStrategies('mongo', { MONGO_URL: ' ' })).toEqual(['containers', 'embedded']);
  });

  it.each(['containers', 'embedded'] as const)('keeps to LOCAL_STACK=%s', (only) => {
    expect(candidateStrategies('kafka', { LOCAL_STACK: only }, 'embedded')).toEqual([only]);
  });

  it('begins with the strategy that has the data', () => {
    expect(candidateStrategies('kafka', {}, 'embedded')).toEqual(['embedded', 'containers']);
    expect(candidateStrategies('kafka', {}, 'containers')).toEqual(['containers', 'embedded']);
  });

  it('names the values LOCAL_STACK can have when it has another', () => {
    const ask = (): unknown => candidateStrategies('kafka', { LOCAL_STACK: 'docker' });
    expect(ask).toThrow(InvalidSettingError);
    expect(ask).toThrow('LOCAL_STACK is "docker"; it can be "containers" or "embedded", or be left out');
  });
});
