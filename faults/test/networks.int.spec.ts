import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually } from '@ordersaga/test-kit';
import { GateNetwork } from '../src/network/gate-network';
import type { Network, Way } from '../src/network/network';
import { findToxiproxy, ToxiproxyNetwork } from '../src/network/toxiproxy-network';

const toxiproxy = findToxiproxy();

/** A connection that notes what it hears. */
class Caller {
  heard = '';
  closed = false;
  private constructor(private readonly socket: Socket) {
    socket.on('data', (data) => (this.heard += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  static to(port: number): Caller {
    return new Caller(connect(port, '127.0.0.1'));
  }

  say(text: string): void {
    this.socket.write(text);
  }

  hangUp(): void {
    this.socket.destroy();
  }
}

type Open = () => Promise<Network>;
const networks: [name: string, open: Open][] = [['of our own', async () => new GateNetwork()]];
if ('file' in toxiproxy) networks.push(['of toxiproxy', () => ToxiproxyNetwork.start(toxiproxy.file)]);

describe.each(networks)('a network %s', (_name, open) => {
  let echo: Server;
  let network: Network;
  let way: Way;
  const callers: Caller[] = [];
  const call = (): Caller => {
    const caller = Caller.to(way.port);
    callers.push(caller);
    return caller;
  };
  const answered = async (): Promise<Caller> => {
    const caller = call();
    caller.say('one ');
    await eventually(() => expect(caller.heard).toBe('one '));
    return caller;
  };

  beforeAll(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    network = await open();
    way = await network.open('here-there', (echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const caller of callers.splice(0)) caller.hangUp();
    await way.heal();
  });
  afterAll(async () => {
    await network?.close();
    echo?.close();
  });

  it('lets everything through', async () => {
    const caller = await answered();
    caller.say('two');
    await eventually(() => expect(caller.heard).toBe('one two'));
  });

  it('breaks connections and refuses new ones while it is cut', async () => {
    const caller = await answered();
    await way.cut();
    await eventually(() => expect(caller.closed).toBe(true));
    const late = call();
    await eventually(() => expect(late.closed).toBe(true));
    await way.heal();
    await answered();
  });

  it('lets nothing through while it is silent, and breaks nothing meanwhile', async () => {
    const caller = await answered();
    await way.silence();
    caller.say('two');
    const late = call();
    late.say('one');
    const other = await network.open('elsewhere', (echo.address() as AddressInfo).port);
    const timer = Caller.to(other.port);
    callers.push(timer);
    timer.say('x');
    await eventually(() => expect(timer.heard).toBe('x'));
    expect([caller.heard, late.heard, caller.closed, late.closed]).toEqual(['one ', '', false, false]);
    await way.heal();
    await answered();
  });

  it('is late while it is slow, and keeps the order', async () => {
    const caller = await answered();
    await way.slow(200);
    const begin = performance.now();
    caller.say('two ');
    await way.heal();
    caller.say('three');
    await eventually(() => expect(caller.heard).toBe('one two three'));
    const again = await answered();
    await way.slow(200);
    again.say('two');
    const asked = performance.now();
    await eventually(() => expect(again.heard).toBe('one two'));
    expect(performance.now() - asked).toBeGreaterThan(350);
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});
