import { Namespace, services, type Backing, type ServiceName, type ServiceSpec } from '@ordersaga/launcher';
import type { ComponentName, LocalStack } from '@ordersaga/local-stack';
import type { Network, Way } from '../network/network';

/** From a service, all its instances, to a server: `order-kafka`. */
export type WayName = `${ServiceName}-${ComponentName}`;

/** The server in which each service keeps its data. */
const stores: Readonly<Record<ServiceSpec['store'], ComponentName>> = {
  postgres: 'postgres',
  outboxes: 'postgres',
  redis: 'redis',
  mongo: 'mongo',
};

/** Every way that there is. */
export const wayNames: readonly WayName[] = services.flatMap(({ name, store }) => [
  `${name}-kafka` as const,
  `${name}-${stores[store]}` as const,
]);

/** The ways from services to servers, each with its own place in the network. */
export class Ways {
  private readonly ways = new Map<WayName, Way>();

  constructor(private readonly network: Network) {}

  /** For the broker: a listener for each service, whose clients stay on the service's way. */
  readonly kafkaDoors = Object.fromEntries(
    services.map(({ name }) => [
      name.toUpperCase().replaceAll('-', '_'),
      (port: number): Promise<number> => this.open(`${name}-kafka`, port),
    ]),
  );

  /** Opens the ways to the stores of a stack. */
  async openStores({ components }: LocalStack): Promise<void> {
    for (const { name, store } of services) {
      const server = stores[store];
      await this.open(`${name}-${server}`, Number(new URL(components[server].url).port));
    }
  }

  /** The environment that sends each service its own ways. */
  environmentOf(backing: Backing, prefix: string): Record<ServiceName, Record<string, string>> {
    const entries = services.map((spec) => {
      const { name, store } = spec;
      const server = stores[store];
      const url = new URL(backing[server]);
      url.port = String(this.of(`${name}-${server}`).port);
      const kafka = `127.0.0.1:${this.of(`${name}-kafka`).port}`;
      const behind = new Namespace({ ...backing, kafka, [server]: url.href }, prefix);
      return [name, behind.environmentOf(spec)] as const;
    });
    return Object.fromEntries(entries) as Record<ServiceName, Record<string, string>>;
  }

  /** @throws Error when there is no such way */
  of(name: string): Way {
    const way = this.ways.get(name as WayName);
    if (!way) throw new Error(`there is no way ${name}`);
    return way;
  }

  private async open(name: WayName, port: number): Promise<number> {
    const way = await this.network.open(name, port);
    this.ways.set(name, way);
    return way.port;
  }
}
