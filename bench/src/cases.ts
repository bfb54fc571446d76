import type { BenchCase } from './bench-case';
import { append } from './cases/append';

/** Every benchmark, in the order of the table. */
export const cases: readonly BenchCase[] = [append];
