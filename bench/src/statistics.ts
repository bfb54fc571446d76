/**
 * The smallest of the values that at least `share` (above 0, up to 1) of all values do not exceed; 0.5 is the median.
 * @throws RangeError without values
 */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

/** The middle one. */
export function median(values: Iterable<number>): number {
  return percentile(values, 0.5);
}
