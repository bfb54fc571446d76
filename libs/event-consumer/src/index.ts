export { startEventConsumer, type ConsumerSurroundings, type EventConsumerOptions } from './event-consumer';
