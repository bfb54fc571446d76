import { notFound, unavailable, type Problem } from '@ordersaga/http-edge';
import { PaymentNotFoundError } from '../../../application/read-payment';

/**
 * The answers to the application's errors.
 * @param isUnavailable tells whether an error means that the database is away
 */
export function paymentProblems(isUnavailable: (error: unknown) => boolean) {
  return (error: unknown): Problem | undefined => {
    if (error instanceof PaymentNotFoundError)
      return notFound(`${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`).problem;
    if (isUnavailable(error)) return unavailable('The database does not answer; try again shortly.').problem;
    return undefined;
  };
}
