import { MissingRequirementsError, ServerFailedError } from './errors';
import { missingNode } from './preflight';
import { packagedRedisPlatform } from './strategies/embedded/redis';

describe('what a person is told', () => {
  it('names all that is missing, who needs it, what to install and what would do instead', () => {
    const error = new MissingRequirementsError(
      [
        { neededBy: ['kafka', 'mongo'], problem: 'Java 17 or newer was not found', remedy: 'Install a JDK.' },
        ...missingNode('18.20.8'),
      ],
      ['start a Docker engine'],
    );

    expect(error.code).toBe('MISSING_REQUIREMENTS');
    expect(error.message.split('\n')).toEqual([
      'This machine lacks what the servers need:',
      '  - Java 17 or newer was not found (needed by kafka, mongo). Install a JDK.',
      '  - Node.js 18.20.8 is too old: 20.19 or newer is needed. Install a current one from https://nodejs.org.',
      'Or instead:',
      '  - start a Docker engine',
    ]);
  });

  it('shows the end of the log of a server that failed, and where the rest is', () => {
    const error = new ServerFailedError(
      'kafka',
      'ended while it was starting',
      '/data/logs/kafka.log',
      'one\ntwo',
    );

    expect(error.message).toBe(
      'kafka: ended while it was starting\nThe end of /data/logs/kafka.log:\n  one\n  two',
    );
  });

  it.each(['20.19.0', '22.13.0', '24.11.0'])('has nothing against Node.js %s', (version) => {
    expect(missingNode(version)).toEqual([]);
  });
});

describe('the packaged Redis', () => {
  it.each([
    ['linux', 'x64', 'linux-amd64'],
    ['linux', 'arm64', 'linux-arm64'],
    ['darwin', 'arm64', 'darwin-arm64'],
    ['darwin', 'ia32', undefined],
    ['linux', 'riscv64', undefined],
    ['win32', 'x64', undefined],
  ] as const)('for %s on %s is %s', (platform, architecture, expected) => {
    expect(packagedRedisPlatform(platform, architecture)).toBe(expected);
  });
});
