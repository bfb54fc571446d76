import { readConfig, runService } from '@ordersaga/service-runtime';
import { startOrder } from './composition-root';
import { orderSettings } from './config';

void runService({
  name: 'order',
  start: (environment, logger) => startOrder(readConfig(orderSettings, environment), logger),
});
