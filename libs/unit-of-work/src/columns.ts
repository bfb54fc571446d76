import type { EntitySchemaColumnOptions } from 'typeorm';

/**
 * A whole number that may outgrow 32 bits: `bigint` in Postgres, a number here. pg hands a bigint over as text.
 * Reading one beyond Number.MAX_SAFE_INTEGER throws a RangeError rather than giving a number that is a little off.
 */
export function count(name: string): EntitySchemaColumnOptions {
  return { name, type: 'bigint', transformer: { to: (value: number) => value, from: toNumber } };
}

function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a number holds exactly`);
  return number;
}
