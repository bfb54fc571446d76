import { runService } from '@ordersaga/service-runtime';
import { startMessageRelay } from './composition-root';
import { readMessageRelayConfig } from './config';

void runService({
  name: 'message-relay',
  start: (environment, logger) => startMessageRelay(readMessageRelayConfig(environment), logger),
});
