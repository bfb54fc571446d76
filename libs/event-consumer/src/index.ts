export {
  startEventConsumer,
  type ConsumerLog,
  type ConsumerSurroundings,
  type EventConsumerOptions,
} from './event-consumer';
