import { runService } from '@ordersaga/service-runtime';
import { startOrder } from './composition-root';
import { readOrderConfig } from './config';

void runService({
  name: 'order',
  start: (environment, logger) => startOrder(readOrderConfig(environment), logger),
});
