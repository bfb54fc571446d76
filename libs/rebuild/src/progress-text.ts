import type { Phase, Progress } from './progress';

const units: Partial<Record<Phase, string>> = {
  filling: 'events',
  'catching up': 'events',
  comparing: 'orders',
};
const barWidth = 24;

/** A whole number with a comma between thousands. */
export function numberText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** How far it is, e.g. `45 %, 45,120 of 100,000 events, 12,345/s, 4 s left`; empty for what has no measure. */
export function progressText({ phase, done, all, waiting }: Progress, elapsedMs: number): string {
  if (waiting !== undefined) return `waiting: ${waiting}`;
  if (done === 0 && all === undefined) return '';
  const unit = units[phase] ?? '';
  if (all === undefined || phase !== 'filling') return `${numberText(done)} ${unit}`;
  const rate = (1_000 * done) / Math.max(1, elapsedMs);
  return [
    `${Math.floor(100 * shareOf(done, all))} %`,
    `${numberText(done)} of ${numberText(all)} ${unit}`,
    `${numberText(rate)}/s`,
    ...(done > 0 && done < all ? [`${numberText((all - done) / rate)} s left`] : []),
  ].join(', ');
}

/** The same as a bar; empty where it is not known how much there is. */
export function barText({ phase, done, all }: Progress): string {
  if (all === undefined || phase !== 'filling') return '';
  const full = Math.floor(barWidth * shareOf(done, all));
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

function shareOf(done: number, all: number): number {
  return all === 0 ? 1 : done / all;
}
