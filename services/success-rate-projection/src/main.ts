import { runService } from '@ordersaga/service-runtime';
import { startSuccessRateProjection } from './composition-root';
import { readSuccessRateProjectionConfig } from './config';

void runService({
  name: 'success-rate-projection',
  start: (environment, logger) =>
    startSuccessRateProjection(readSuccessRateProjectionConfig(environment), logger),
});
