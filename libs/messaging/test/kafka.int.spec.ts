import { stack } from '@ordersaga/test-kit';
import { createMessaging } from '../src';
import { describeConformance } from './conformance';

jest.setTimeout(60_000);

describeConformance('kafka', () =>
  createMessaging({
    brokers: stack().kafka.split(','),
    clientId: 'conformance',
    tuning: { lettersEveryMs: 200 },
  }),
);
