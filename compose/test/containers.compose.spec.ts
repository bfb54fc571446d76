import { eventually } from '@ordersaga/test-kit';
import { docker, type ContainerFacts } from '../src';
import { describeComposed, services } from './composed';

describeComposed('every container of the composed system', (system) => {
  const ofOurs = (): Promise<ContainerFacts[]> => system.containers(...services, 'edge');
  const named = <T>(containers: ContainerFacts[], what: (one: ContainerFacts) => T): [string, T][] =>
    containers.map((one) => [one.Name, what(one)]);
  const all = <T>(containers: ContainerFacts[], value: T): [string, T][] => named(containers, () => value);

  it('is there, and healthy', async () => {
    expect(await system.containers()).toHaveLength(services.length + 5);
    const healthy = async (): Promise<void> => {
      const containers = await system.containers();
      expect(named(containers, ({ State }) => State.Health?.Status)).toEqual(all(containers, 'healthy'));
    };
    // Looked at every few seconds, and some were just started again.
    await eventually(healthy, { within: 60_000, every: 500 });
  }, 90_000);

  it('opens its ports on the loopback address alone', async () => {
    const containers = await system.containers();
    const open = containers.flatMap(({ Name, NetworkSettings }) =>
      Object.values(NetworkSettings.Ports).flatMap((bindings) =>
        (bindings ?? []).map(({ HostIp }) => [Name, HostIp]),
      ),
    );
    expect(open).toHaveLength(10);
    expect(open.filter(([, address]) => address !== '127.0.0.1')).toEqual([]);
  });

  it('of ours runs as somebody who is not root', async () => {
    const containers = await ofOurs();
    const users = await Promise.all(
      containers.map(async ({ Id, Name }) => [Name, (await docker(['exec', Id, 'id', '-u'])).trim()]),
    );
    expect(users).toHaveLength(services.length + 1);
    expect(users.filter(([, user]) => user === '0')).toEqual([]);
  });

  it('of ours has a file system that cannot be written to, but for /tmp', async () => {
    const containers = await ofOurs();
    expect(named(containers, ({ HostConfig }) => HostConfig.ReadonlyRootfs)).toEqual(all(containers, true));
    for (const { Id } of containers) {
      // Not even by root.
      await expect(docker(['exec', '--user', 'root', Id, 'touch', '/here'])).rejects.toThrow(
        /Read-only file system/,
      );
      await docker(['exec', Id, 'touch', '/tmp/here']);
    }
  }, 60_000);

  it('of ours has no capability, can get none, and has a limit to its memory', async () => {
    const containers = await ofOurs();
    expect(
      named(containers, ({ HostConfig: { CapDrop, SecurityOpt, Memory } }) => ({
        CapDrop,
        SecurityOpt,
        limited: Memory > 0,
      })),
    ).toEqual(all(containers, { CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges:true'], limited: true }));
  });
});
