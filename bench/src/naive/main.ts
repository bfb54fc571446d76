import { runOrder } from './order';
import { runPayment } from './payment';
import { runRelay } from './relay';
import { runSales } from './sales';
import type { NaiveRole, NaiveSettings } from './settings';
import { runStock } from './stock';
import { runSuccessRate } from './success-rate';

const roles: Record<NaiveRole, (settings: NaiveSettings) => Promise<void>> = {
  order: runOrder,
  stock: runStock,
  payment: runPayment,
  relay: runRelay,
  sales: runSales,
  'success-rate': runSuccessRate,
};

/** One process of the naive saga: it takes its role and its settings as arguments, and ends with its parent. */
async function main([role, settings]: readonly string[]): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  await roles[role as NaiveRole](JSON.parse(settings ?? '') as NaiveSettings);
  process.send?.('ready');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
