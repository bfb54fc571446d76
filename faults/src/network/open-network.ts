import { GateNetwork } from './gate-network';
import type { Network } from './network';
import { findToxiproxy, ToxiproxyNetwork } from './toxiproxy-network';

/** Which network: `auto` is Toxiproxy where it can be had, else our own. */
export const networkChoices = ['auto', 'toxiproxy', 'own'] as const;
export type NetworkChoice = (typeof networkChoices)[number];

/**
 * Opens the network that ways are to lead through.
 * @param report hears why Toxiproxy cannot be had
 * @throws Error when Toxiproxy is asked for and cannot be had
 */
export async function openNetwork(choice: NetworkChoice, report: (line: string) => void): Promise<Network> {
  if (choice === 'own') return new GateNetwork();
  const found = findToxiproxy();
  if ('file' in found) return ToxiproxyNetwork.start(found.file);
  if (choice === 'toxiproxy') throw new Error(`there is no toxiproxy: ${found.missing}`);
  report(`no toxiproxy (${found.missing}): using a proxy of our own`);
  return new GateNetwork();
}
