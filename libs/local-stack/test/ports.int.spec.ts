import { createServer, type AddressInfo, type Server } from 'node:net';
import { isFree, PortAllocator } from '../src/ports';

describe('ports', () => {
  let squatter: Server;
  let taken: number;

  beforeEach(async () => {
    squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    taken = (squatter.address() as AddressInfo).port;
  });
  afterEach(() => squatter.close());

  it('knows a port that somebody listens on', async () => {
    expect(await isFree(taken)).toBe(false);
  });

  it('gives the next free one for a preferred one that is taken', async () => {
    const port = await new PortAllocator('preferred').allocate(taken);
    expect(port).toBeGreaterThan(taken);
    expect(await isFree(port)).toBe(true);
  });

  it('gives no port twice, also when two ask at the same time', async () => {
    const ports = new PortAllocator('preferred');
    const [first, second] = await Promise.all([ports.allocate(taken), ports.allocate(taken)]);
    expect(first).not.toBe(second);
  });

  it('gives any port from below those the system takes for outgoing connections', async () => {
    const ports = new PortAllocator('any');
    const given = await Promise.all(Array.from({ length: 20 }, () => ports.allocate(9092)));
    expect(new Set(given).size).toBe(20);
    expect(Math.max(...given)).toBeLessThan(32_768);
  });
});
