import { numberText } from './progress-text';
import type { Rebuilt } from './rebuild';
import type { UnreadableEvent } from './to-order-event';

/** What came of a rebuild, for people. */
export function reportText(name: string, rebuilt: Rebuilt): string {
  const { copy, before, events, fillingMs, heldMs, comparison, stopped, leftOver } = rebuilt;
  const { equal, newer, differing, examples } = comparison;
  return [
    `${name} is rebuilt: copy ${copy} answers${leftOver ? '' : `, ${before} is removed`}.`,
    `  ${numberText(events)} events, filled in ${seconds(fillingMs)} s, ${numberText(rateOf(rebuilt))} events/s; ` +
      `writers held for ${numberText(heldMs)} ms`,
    `  ${numberText(equal + newer + differing)} orders compared: ${numberText(equal)} are the same as before, ` +
      `${numberText(newer)} further on, ${numberText(differing)} were wrong`,
    ...(differing > 0 ? [`  put right: ${some(examples, differing)}`] : []),
    ...(stopped.length > 0
      ? [`  not further than an event this release can't read: ${some(stopped.map(told))}`]
      : []),
    ...(leftOver
      ? [`  something of ${before} may be left, the next rebuild removes it: ${leftOver.message}`]
      : []),
    '',
  ].join('\n');
}

/** The same for programs. */
export function reportJson(name: string, rebuilt: Rebuilt): string {
  const { copy, before, events, fillingMs, heldMs, comparison, stopped, leftOver } = rebuilt;
  const document = {
    ...{ projection: name, copy, before, beforeRemoved: leftOver === undefined, events },
    ...{ fillingMs: Math.round(fillingMs), eventsPerSecond: Math.round(rateOf(rebuilt)) },
    ...{ heldMs: Math.round(heldMs), comparison, stopped },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const mostTold = 10;

function some(examples: readonly string[], all = examples.length): string {
  const shown = examples.slice(0, mostTold);
  return `${shown.join(', ')}${all > shown.length ? `, and ${all - shown.length} more` : ''}`;
}

function told({ orderId, version, reason }: UnreadableEvent): string {
  return `${orderId} at version ${version} (${reason})`;
}

function rateOf({ events, fillingMs }: Rebuilt): number {
  return (1_000 * events) / Math.max(1, fillingMs);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
