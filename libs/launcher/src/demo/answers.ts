import colors from 'picocolors';
import { get } from './client';
import { money } from './money';

interface Sales {
  totalQuantity: number;
  prices: { unitPrice: number; quantity: number; byOutcome: Record<string, number> }[];
}
interface SuccessRate {
  total: number;
  open: number;
  successful: number;
  unsuccessful: number;
  successRate: number | null;
  byReason: Record<string, number>;
}

/** An order and the version of it that an answer has to know already. */
export interface Position {
  readonly orderId: string;
  readonly version: number;
}

/** Puts the first question for some products: how many were ordered, at which unit prices? */
export async function showSales(
  url: string,
  productIds: readonly string[],
  { orderId, version }: Position,
  write: (line: string) => void,
): Promise<void> {
  write(colors.bold('How many of a product were ordered, at which unit prices?'));
  for (const productId of productIds) {
    const sales = await get<Sales>(`${url}/sales/products/${productId}?waitFor=${orderId}@${version}`);
    write(`  ${productId.padEnd(10)} ${sales.totalQuantity} ordered`);
    for (const { unitPrice, quantity, byOutcome } of sales.prices)
      write(`             ${quantity} at ${money(unitPrice)}: ${counts(byOutcome)}`);
  }
}

/** Puts the second question: how many orders were successful, how many not? */
export async function showSuccessRate(
  url: string,
  { orderId, version }: Position,
  write: (line: string) => void,
): Promise<void> {
  const rate = await get<SuccessRate>(`${url}/success-rate?waitFor=${orderId}@${version}`);
  write(colors.bold('How many orders were successful, how many not?'));
  const share = rate.successRate === null ? 'none decided yet' : `${(rate.successRate * 100).toFixed(1)} %`;
  write(
    `  ${rate.successful} successful, ${rate.unsuccessful} not (${counts(rate.byReason)}), ${rate.open} open: ${share}`,
  );
}

function counts(by: Record<string, number>): string {
  const some = Object.entries(by).filter(([, count]) => count > 0);
  return some.map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
}
