/** An order as Order answers with it, as far as customers look at it here. */
export interface OrderAnswer {
  readonly orderId: string;
  readonly status: string;
  readonly version: number;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
}

/** An answer of Order: its status, and the order when there is one. */
export interface Answer {
  readonly status: number;
  readonly order: OrderAnswer | undefined;
}

/** A call to Order by HTTP; `ifMatch` is the version that the change is meant for. */
export async function callOrder(
  orderUrl: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { body, ifMatch }: { readonly body?: object; readonly ifMatch?: number } = {},
): Promise<Answer> {
  const response = await fetch(`${orderUrl}/orders${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as OrderAnswer;
  return { status: response.status, order: response.ok ? answer : undefined };
}
