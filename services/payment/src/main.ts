import { runService } from '@ordersaga/service-runtime';
import { startPayment } from './composition-root';
import { readPaymentConfig } from './config';

void runService({
  name: 'payment',
  start: (environment, logger) => startPayment(readPaymentConfig(environment), logger),
});
