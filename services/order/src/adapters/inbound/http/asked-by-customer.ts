import type { Cause } from '@ordersaga/contracts';
import { correlationOf } from '@ordersaga/http-edge';
import type { Request } from 'express';

/** The cause of what a request changes: HTTP is where customers ask. */
export function askedByCustomer(request: Request): Cause {
  return { ...correlationOf(request), actor: 'customer' };
}
