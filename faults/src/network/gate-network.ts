import { openGate, type Gate } from '@ordersaga/test-kit';
import type { Network, Way } from './network';

/** Ways through this process. */
export class GateNetwork implements Network {
  readonly name = 'own proxy';
  private readonly gates: Gate[] = [];

  async open(_name: string, port: number): Promise<Way> {
    const gate = await openGate(`tcp://127.0.0.1:${port}`);
    this.gates.push(gate);
    return {
      port: Number(new URL(gate.url).port),
      cut: () => gate.shut(),
      silence: async () => gate.block(),
      slow: async (ms) => gate.slow(ms),
      heal: async () => gate.open(),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.gates.splice(0).map((gate) => gate.close()));
  }
}
