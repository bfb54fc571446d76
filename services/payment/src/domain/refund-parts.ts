import type { Charge } from './payment';

/**
 * Which of its charges an order's refund is taken from, oldest first. Earlier refunds were taken the same way, so that
 * the sum of them tells what is left of each charge, and the same refund is always made of the same parts.
 * @param refunded what earlier refunds gave back, minor units
 * @param amount minor units; the charges cover both
 */
export function refundParts(charges: readonly Charge[], refunded: number, amount: number): Charge[] {
  const parts: Charge[] = [];
  let begin = 0;
  for (const charge of charges) {
    const end = begin + charge.amount;
    const share = Math.min(end, refunded + amount) - Math.max(begin, refunded);
    if (share > 0) parts.push({ ...charge, amount: share });
    begin = end;
  }
  return parts;
}
