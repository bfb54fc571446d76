import { describeConformance } from './conformance';
import { kafkaMessaging, removeTopics } from './kafka-room';

jest.setTimeout(60_000);

describeConformance('kafka', () => kafkaMessaging({ tuning: { lettersEveryMs: 200 } }), removeTopics);
