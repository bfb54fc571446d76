export { delivered, type Delivered } from './deliveries';
export { openGate, type Gate } from './gate';
export { openOrderFeed, type OrderFeed } from './order-feed';
export { sampleHistory, type SampleOrder, type SampleStep } from './sample-history';
