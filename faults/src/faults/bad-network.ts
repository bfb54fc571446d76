import type { Way } from '../network/network';
import type { Injection } from './injection';

/** Milliseconds each way: a server on another continent, or a line that is full. */
const latencyMs = 300;

/** Every byte is late. */
export const slow: Injection = badly((way) => way.slow(latencyMs));

/** Connections break, new ones are refused. */
export const cut: Injection = badly((way) => way.cut());

/** Connections stay, nothing comes through. */
export const silence: Injection = badly((way) => way.silence());

function badly(make: (way: Way) => Promise<void>): Injection {
  return async (target, { system }) => {
    const way = system.ways.of(target);
    await make(way);
    return () => way.heal();
  };
}
