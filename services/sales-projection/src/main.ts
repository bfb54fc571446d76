import { readConfig, runService } from '@ordersaga/service-runtime';
import { startSalesProjection } from './composition-root';
import { salesProjectionSettings } from './config';

void runService({
  name: 'sales-projection',
  start: (environment, logger) =>
    startSalesProjection(readConfig(salesProjectionSettings, environment), logger),
});
