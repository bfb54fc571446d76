import type { Finding } from './finding';
import { recountOrders } from './recount-orders';
import { checkDelivery } from './statements/delivery';
import { checkMoney } from './statements/money-balance';
import { checkOutcomes } from './statements/one-outcome';
import { checkProjections } from './statements/projections';
import { checkReplay } from './statements/replay';
import { checkStock } from './statements/stock-balance';
import type { AuditedSystem } from './system';

/**
 * Checks the six statements that always hold on a running system, reading each service's data as an operator would.
 * While orders are on their way some can't hold yet: let the system come to rest first.
 */
export async function audit(system: AuditedSystem): Promise<Finding[]> {
  const orders = await recountOrders(system.databases.order);
  return [
    checkOutcomes(orders),
    await checkStock(system.databases.stock, orders),
    await checkMoney(system.databases.payment, orders),
    await checkReplay(system.urls.order, orders),
    await checkProjections(system.urls, orders),
    await checkDelivery(system),
  ];
}
