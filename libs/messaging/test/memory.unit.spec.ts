import { createMemoryMessaging } from '../src';
import { describeConformance } from './conformance';

describeConformance('memory', () => createMemoryMessaging());
