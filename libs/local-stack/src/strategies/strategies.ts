import type { StrategyName } from '../component';
import { containers } from './containers/containers';
import { embedded } from './embedded/embedded';
import { external } from './external';
import type { Strategy } from './strategy';

/** Every way to get a server, by name. */
export const strategies: Record<StrategyName, Strategy> = { external, containers, embedded };
