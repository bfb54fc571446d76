/** Minor units as people write them, e.g. `119.70 EUR`. */
export function money(minorUnits: number, currency = 'EUR'): string {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return `${(minorUnits / 10 ** digits).toFixed(digits)} ${currency}`;
}
