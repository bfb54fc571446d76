import { notFound, sentenceOf, type Problem } from '@ordersaga/http-edge';
import { PaymentNotFoundError } from '../../../application/read-payment';

/** The answers to the application's errors. */
export function paymentProblem(error: unknown): Problem | undefined {
  return error instanceof PaymentNotFoundError ? notFound(sentenceOf(error)).problem : undefined;
}
