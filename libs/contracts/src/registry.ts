import { type z } from 'zod';
import { orderDomainEvents } from './payloads/order-domain';
import { orderIntegrationEvents } from './payloads/order';
import { paymentIntegrationEvents } from './payloads/payment';
import { stockIntegrationEvents } from './payloads/stock';

const schemas = {
  ...orderDomainEvents,
  ...orderIntegrationEvents,
  ...stockIntegrationEvents,
  ...paymentIntegrationEvents,
} as const;

/** The name and version of a message, as in the header `ce_type`. */
export type MessageType = keyof typeof schemas;

/** The payload of a message type as a consumer gets it: checked, defaults filled in. */
export type Payload<T extends MessageType> = z.output<(typeof schemas)[T]>;

/** Every message type there is a schema for. */
export const messageTypes = Object.keys(schemas) as readonly MessageType[];

/** Whether there is a schema for this `ce_type`. */
export function isMessageType(type: string): type is MessageType {
  return Object.hasOwn(schemas, type);
}

/** A payload that its schema refuses. `faults` names each place and what is wrong there. */
export class PayloadError extends Error {
  readonly code = 'payload-invalid';
  constructor(
    readonly type: string,
    readonly faults: readonly string[],
  ) {
    super(`payload of ${type} is not valid: ${faults.join('; ')}`);
    this.name = 'PayloadError';
  }
}

/**
 * Checks a payload against the schema of its type; unknown members are dropped, so that a newer producer may add.
 * @throws PayloadError
 */
export function parsePayload<T extends MessageType>(type: T, payload: unknown): Payload<T> {
  const result = schemas[type].safeParse(payload);
  if (result.success) return result.data as Payload<T>;
  throw new PayloadError(
    type,
    result.error.issues.map((issue) => `${issue.path.join('.') || '(payload)'}: ${issue.message}`),
  );
}
