export { eventually, type Patience } from './eventually';
export { freshDatabase, freshPrefix, type TestDatabase } from './isolation';
export { stack, type StackUrls } from './stack';
