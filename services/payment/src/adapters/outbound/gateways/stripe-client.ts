import Stripe from 'stripe';
import type { Secret } from '../../../secret';

/** How to reach Stripe. */
export interface StripeSettings {
  readonly secretKey: Secret;
  /** In place of Stripe's own address, such as that of a stripe-mock. */
  readonly apiUrl?: string | undefined;
  /** Longest silence of a connection before a call is given up, milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Stripe's client. To try again is for the recovery sweep: it does so itself only when a connection is closed under its
 * hands, once, with the same key. It tells Stripe nothing but its calls.
 */
export function openStripe({ secretKey, apiUrl, timeoutMs }: StripeSettings): Stripe {
  return new Stripe(secretKey.reveal(), {
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
    httpClient: clientForObjects(),
    ...(apiUrl !== undefined && addressOf(new URL(apiUrl))),
  });
}

/**
 * An answer that is JSON but no object, as of some proxy, would make Stripe's client throw where nobody can catch it, and
 * never answer. So it is told that this is no JSON.
 */
function clientForObjects() {
  const client = Stripe.createNodeHttpClient();
  const makeRequest = client.makeRequest.bind(client);
  client.makeRequest = async (...request) => {
    const response = await makeRequest(...request);
    const toJSON = response.toJSON.bind(response);
    response.toJSON = async () => objectOf(await toJSON());
    return response;
  };
  return client;
}

function objectOf(body: unknown): object {
  if (typeof body !== 'object' || body === null) throw new SyntaxError('the answer is no JSON object');
  return body;
}

function addressOf({ protocol, hostname, port }: URL) {
  const secure = protocol === 'https:';
  return {
    protocol: secure ? ('https' as const) : ('http' as const),
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 443 : 80),
  };
}
