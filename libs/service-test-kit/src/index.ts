export { collectRecords } from './collect-records';
export { sampleMessage, toRecords } from './sample-message';
export { send, type Answer } from './send';
export { untilReady } from './until-ready';
