/** A request as it came in. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly idempotencyKey: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly replayed?: boolean;
}

interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'requires_payment_method';
  readonly metadata: Record<string, string>;
  readonly last_payment_error?: Record<string, unknown>;
}

interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly payment_intent: string;
  readonly status: 'succeeded';
  readonly metadata: Record<string, string>;
}

/** Stripe's PaymentMethods for tests: https://docs.stripe.com/testing. */
const cards = new Set(['pm_card_visa', 'pm_card_chargeDeclined']);

/**
 * What Stripe documents and stripe-mock does not do: keys that answer again as they did
 * (https://docs.stripe.com/api/idempotent_requests), PaymentIntents and refunds that last, cards that are declined. It is
 * a reading of the documentation, not Stripe: the shapes of requests are for stripe-mock to judge.
 */
export class StripeMemory {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Refund[] = [];
  private readonly answers = new Map<string, { readonly asked: string; readonly reply: Reply }>();

  /** What of an order's money is here, minor units as Stripe counts them. */
  takenFor(orderId: string): number {
    const ofOrder = ({ metadata }: Intent | Refund) => metadata['ordersaga_order'] === orderId;
    const sum = (amounts: { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0);
    const charged = [...this.intents.values()].filter(
      (intent) => ofOrder(intent) && intent.status === 'succeeded',
    );
    return sum(charged) - sum(this.refunds.filter(ofOrder));
  }

  /** Forgets the keys, as Stripe may after 24 hours. What was made under them stays. */
  forgetKeys(): void {
    this.answers.clear();
  }

  /** Keeps an answer that Stripe gave to a key, such as an error of its own. */
  keepAnswer({ idempotencyKey = '', ...asked }: Asked, reply: Reply): void {
    this.answers.set(idempotencyKey, { asked: textOf(asked), reply });
  }

  answer(asked: Asked): Reply {
    if (asked.method === 'GET') return this.look(asked);
    const known = this.answers.get(asked.idempotencyKey ?? '');
    if (known) return known.asked === textOf(asked) ? { ...known.reply, replayed: true } : keyReused();
    const reply = asked.path === '/v1/refunds' ? this.refund(asked.params) : this.charge(asked.params);
    // What fails validation is not kept.
    if (asked.idempotencyKey !== undefined && reply.status !== 400) this.keepAnswer(asked, reply);
    return reply;
  }

  private charge(params: URLSearchParams): Reply {
    const method = params.get('payment_method') ?? '';
    if (!cards.has(method))
      return invalid('resource_missing', 'payment_method', `No such PaymentMethod: '${method}'`);
    const declined = method === 'pm_card_chargeDeclined';
    const intent: Intent = {
      id: `pi_${this.intents.size + 1}`,
      amount: Number(params.get('amount')),
      currency: params.get('currency') ?? '',
      status: declined ? 'requires_payment_method' : 'succeeded',
      metadata: metadataOf(params),
      ...(declined && { last_payment_error: decline }),
    };
    this.intents.set(intent.id, intent);
    if (!declined) return { status: 200, body: { ...intent } };
    return { status: 402, body: { error: { ...decline, payment_intent: intent } } };
  }

  private refund(params: URLSearchParams): Reply {
    const intent = this.intents.get(params.get('payment_intent') ?? '');
    if (!intent) return invalid('resource_missing', 'payment_intent', 'No such payment_intent');
    const left = this.refunds
      .filter(({ payment_intent }) => payment_intent === intent.id)
      .reduce((sum, { amount }) => sum - amount, intent.amount);
    if (left === 0) return invalid('charge_already_refunded', undefined, 'Charge has already been refunded.');
    const amount = Number(params.get('amount'));
    if (amount > left) return invalid(undefined, 'amount', 'Refund amount is greater than unrefunded amount');
    const refund: Refund = {
      id: `re_${this.refunds.length + 1}`,
      amount,
      payment_intent: intent.id,
      status: 'succeeded',
      metadata: metadataOf(params),
    };
    this.refunds.push(refund);
    return { status: 200, body: { ...refund } };
  }

  private look({ path, params }: Asked): Reply {
    if (path === '/v1/payment_intents/search') {
      const key = /^metadata\['ordersaga_key'\]:'(.*)'$/.exec(params.get('query') ?? '')?.[1];
      return list([...this.intents.values()].filter(({ metadata }) => metadata['ordersaga_key'] === key));
    }
    if (path === '/v1/refunds')
      return list(this.refunds.filter((refund) => refund.payment_intent === params.get('payment_intent')));
    const intent = this.intents.get(path.replace('/v1/payment_intents/', ''));
    return intent
      ? { status: 200, body: { ...intent } }
      : { ...invalid('resource_missing', 'intent', 'No such payment_intent'), status: 404 };
  }
}

const decline = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
};

function list(data: readonly object[]): Reply {
  return { status: 200, body: { object: 'list', has_more: false, data } };
}

function invalid(code: string | undefined, param: string | undefined, message: string): Reply {
  return { status: 400, body: { error: { type: 'invalid_request_error', code, param, message } } };
}

function keyReused(): Reply {
  const message = 'Keys for idempotent requests can only be used with the same parameters.';
  return { status: 400, body: { error: { type: 'idempotency_error', message } } };
}

function textOf({ method, path, params }: Omit<Asked, 'idempotencyKey'>): string {
  return `${method} ${path} ${params.toString()}`;
}

function metadataOf(params: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...params].flatMap(([name, value]) => {
      const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value] as const];
    }),
  );
}
