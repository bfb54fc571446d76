export { delivered, type Delivered } from './deliveries';
export { openOrderFeed, type OrderFeed } from './order-feed';
export { sampleHistory, type SampleOrder, type SampleStep } from './sample-history';
