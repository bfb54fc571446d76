import { readConfig, runService } from '@ordersaga/service-runtime';
import { startSuccessRateProjection } from './composition-root';
import { successRateProjectionSettings } from './config';

void runService({
  name: 'success-rate-projection',
  start: (environment, logger) =>
    startSuccessRateProjection(readConfig(successRateProjectionSettings, environment), logger),
});
