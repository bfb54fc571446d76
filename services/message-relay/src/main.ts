import { runService } from '@ordersaga/service-runtime';
import { startMessageRelay } from './composition-root';
import { readRelayConfig } from './config';

void runService({
  name: 'message-relay',
  start: (environment, logger) => startMessageRelay(readRelayConfig(environment), logger),
});
