import { runRebuild } from '@ordersaga/rebuild';
import { readSuccessRateRebuildConfig } from './config';
import { openSuccessRateRebuild } from './rebuild-root';

void runRebuild({
  name: 'success-rate',
  open: async (environment, _logger, started) => {
    const config = readSuccessRateRebuildConfig(environment);
    return { target: openSuccessRateRebuild(config, started), orderDatabaseUrl: config.ORDER_DATABASE_URL };
  },
});
