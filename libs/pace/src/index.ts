export { Pace, type PaceOptions } from './pace';
