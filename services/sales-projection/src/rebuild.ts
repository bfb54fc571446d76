import { runRebuild } from '@ordersaga/rebuild';
import { readSalesRebuildConfig } from './config';
import { openSalesRebuild } from './rebuild-root';

void runRebuild({
  name: 'sales',
  open: async (environment, logger, started) => {
    const config = readSalesRebuildConfig(environment);
    const target = await openSalesRebuild(config, logger, started);
    return { target, orderDatabaseUrl: config.ORDER_DATABASE_URL };
  },
});
