import { StoreUnavailableError } from '@ordersaga/projection';
import { isReadOnly, whileAvailable } from './redis-availability';

/** As ioredis throws what the server answers. */
const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
const thrownFor = (error: Error): Promise<unknown> =>
  whileAvailable(() => Promise.reject(error)).catch((reason: unknown) => reason);
/** How Redis 6 gives what happened to a command inside of a script. */
const inScript = (text: string) =>
  `ERR Error running script (call to f_9954477250181229462b09e35e1a1bf1c853dcf3): @user_script:1: @user_script: 1: ${text}`;

const readOnly = "READONLY You can't write against a read only replica.";

describe('Redis is away', () => {
  it.each([
    'NOAUTH Authentication required.',
    'WRONGPASS invalid username-password pair or user is disabled.',
    "NOPERM this user has no permissions to run the 'hset' command or its subcommand",
    'LOADING Redis is loading the dataset in memory',
    'CLUSTERDOWN The cluster is down',
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    'MISCONF Redis is configured to save RDB snapshots',
    'MOVED 3999 127.0.0.1:6381',
    'ERR max number of clients reached',
    readOnly,
    `${readOnly} script: 9954477250181229462b09e35e1a1bf1c853dcf3, on @user_script:1.`,
    inScript(`-${readOnly}`),
    inScript("-OOM command not allowed when used memory > 'maxmemory'."),
    inScript('-NOREPLICAS Not enough good replicas to write.'),
    inScript("The user executing the script can't run this command or subcommand"),
    inScript("The user executing the script can't access at least one of the keys mentioned"),
  ])('when it answers %s', async (message) => {
    expect(await thrownFor(reply(message))).toBeInstanceOf(StoreUnavailableError);
  });

  it.each(['Connection is closed.', 'Command timed out', 'connect ECONNREFUSED 127.0.0.1:6379'])(
    'when the connection says %s',
    async (message) => expect(await thrownFor(new Error(message))).toBeInstanceOf(StoreUnavailableError),
  );

  it.each([
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'ERR value is not an integer or out of range',
    'ERR Error running script (call to f_9954): @user_script:1: user_script:1: READONLY as the data says',
    inScript('WRONGTYPE Operation against a key holding the wrong kind of value'),
  ])('but not when it answers %s', async (message) => {
    const error = reply(message);
    expect(await thrownFor(error)).toBe(error);
  });
});

describe('a server that has become a replica', () => {
  it('is known by its answer, from within a script too', () => {
    expect([readOnly, inScript(`-${readOnly}`)].map((text) => isReadOnly(reply(text)))).toEqual([true, true]);
    expect(isReadOnly(reply('LOADING Redis is loading the dataset in memory'))).toBe(false);
  });
});
