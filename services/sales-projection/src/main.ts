import { runService } from '@ordersaga/service-runtime';
import { startSalesProjection } from './composition-root';
import { readSalesProjectionConfig } from './config';

void runService({
  name: 'sales-projection',
  start: (environment, logger) => startSalesProjection(readSalesProjectionConfig(environment), logger),
});
