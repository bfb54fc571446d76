export { delivered, type Delivered } from './deliveries';
export { killable, type Killable } from './killable';
export { openLoggedFeed, type LoggedFeed } from './logged-feed';
export { openOrderFeed, type OrderFeed } from './order-feed';
export { quickTime } from './quick-time';
export { sampleHistory, type SampleOrder, type SampleStep } from './sample-history';
export { SteadyOrders, type SteadyOrdersOptions } from './steady-orders';
