export { eventually, type Patience } from './eventually';
export { openGate, type Gate } from './gate';
export { freshDatabase, freshPrefix, type TestDatabase } from './isolation';
export { openTransaction } from './open-transaction';
export { stack, type StackUrls } from './stack';
