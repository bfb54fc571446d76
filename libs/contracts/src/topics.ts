/** Every event topic, by what it carries. Keys are order ids, for product events product ids. */
export const topics = {
  /** Each event of an order as it is stored. Private to Order's own read side (the projections). */
  orderDomainEvents: 'order.domain-events',
  /** What other services may rely on of an order. */
  orderIntegrationEvents: 'order.integration-events',
  stockIntegrationEvents: 'stock.integration-events',
  paymentIntegrationEvents: 'payment.integration-events',
} as const;

/** The topic that takes what a consumer group could not process, with the reason. */
export function deadLetterTopic(consumerGroup: string): string {
  return `${consumerGroup}.dead-letter`;
}
