import { runService } from '@ordersaga/service-runtime';
import { startStock } from './composition-root';
import { readStockConfig } from './config';

void runService({
  name: 'stock',
  start: (environment, logger) => startStock(readStockConfig(environment), logger),
});
