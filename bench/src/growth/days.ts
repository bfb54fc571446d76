import type { OrderStep } from '../order-events';

const dayMs = 86_400_000;

/** Where a part of a log lies in it, in events. */
export interface Place {
  /** Those that come before the part. */
  readonly before: number;
  readonly all: number;
  /** A day's worth. */
  readonly perDay: number;
}

/** How many days a log lasts: it grows by days, not by what a day holds. */
export function daysOf({ all, perDay }: Pick<Place, 'all' | 'perDay'>): number {
  return Math.ceil(all / perDay);
}

/** Puts a part of a log on its days, the last of which is today, at the same time of the day. */
export function onTheirDays(part: readonly OrderStep[], place: Place): OrderStep[] {
  const last = daysOf(place) - 1;
  return part.map(({ event, ...step }, index) => {
    const daysAgo = last - Math.floor((place.before + index) / place.perDay);
    return {
      ...step,
      event: { ...event, recordedAt: new Date(event.recordedAt.getTime() - daysAgo * dayMs) },
    };
  });
}
