import type { Cell } from './cell';
import { commandRows, type Row } from './command-table';
import { eventTable, type EventRow } from './event-table';
import { refusals, type Refusal } from './refusal-table';
import { stateNames, type StateName } from './states';

/** Writes the page anew. */
export const rewriteCommand = 'npm run docs:lifecycle';

const titles: Readonly<Record<StateName, string>> = {
  'not placed': 'not placed',
  suspended: 'suspended',
  held: 'suspended, held',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The page about the life of an order, from the same tables that the tests run. */
export function lifecyclePage(): string {
  return [
    '# The life of an order',
    '',
    `<!-- Written by \`${rewriteCommand}\` from services/order/test/domain/lifecycle; a test compares it. -->`,
    '',
    'An order is what its events make it. A command meets it in some state and leads to an event, to nothing, or to an',
    'error. Every cell below is run against the code by `services/order/test/domain/order-lifecycle.unit.spec.ts`.',
    '',
    ...diagram(),
    '',
    '`held` is `suspended` with payment waiting for the confirmation. The three outcomes are final.',
    '',
    '## Commands',
    '',
    'What is recorded (→ the new state where it is another one), *nothing*, or the error: its code, and the status it is',
    'answered with over HTTP where a call leads there. Answers of Stock and Payment, and deadlines, are asked by messages',
    'and jobs: they come twice, late, and in any order, and are never refused once the order is there.',
    '',
    ...commandSection(),
    '',
    '## What is refused besides',
    '',
    'For what it asks, in a state that allows the command. Limits that a body shows by itself are refused with 400 before.',
    '',
    ...refusalSection(),
    '',
    '## Events',
    '',
    'What each event makes of an order in each state; — where no command leads to it. Every event raises the version by one',
    'and moves `updatedAt`.',
    '',
    ...eventSection(),
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)];
}

function commandSection(): string[] {
  const rows = commandRows.map(({ asked, command, cells }) => [
    `\`${command.type}\``,
    asked,
    ...stateNames.map((state) => show(cells[state], state)),
  ]);
  return table(['command', 'asked by', ...stateNames.map((state) => titles[state])], rows);
}

function show(cell: Cell, from: StateName): string {
  if (cell.kind === 'nothing') return '*nothing*';
  if (cell.kind === 'refused') return `${cell.status === undefined ? '' : `${cell.status} `}\`${cell.code}\``;
  const reason = cell.event.type === 'order.failed' ? ` (${cell.event.data.reason})` : '';
  return `**${cell.event.type}**${reason}${cell.to === from ? '' : ` → ${titles[cell.to]}`}`;
}

function refusalSection(): string[] {
  const row = ({ what, states, command, code, status }: Refusal): string[] => [
    `\`${command.type}\``,
    what,
    states.map((state) => titles[state]).join('; '),
    `${status} \`${code}\``,
  ];
  return table(['command', 'asks for', 'in state', 'refused'], refusals.map(row));
}

function eventSection(): string[] {
  const rows = Object.entries<EventRow>(eventTable).map(([type, { leads, changes }]) => [
    `\`${type}\``,
    ...stateNames.map((state) => leads[state]?.map((to) => titles[to]).join(' or ') ?? '—'),
    type === 'order.placed' ? 'all of it' : changes.map((field) => `\`${field}\``).join(', '),
  ]);
  return table(['event', ...stateNames.map((state) => titles[state]), 'changes'], rows);
}

/** An arrow for each pair of states, with the commands that lead along it. */
function diagram(): string[] {
  const arrows = new Map<string, Set<string>>();
  for (const row of commandRows)
    for (const from of stateNames) {
      const cell = row.cells[from];
      if (cell.kind !== 'event') continue;
      const arrow = `${from === 'not placed' ? '[*]' : from} --> ${cell.to}`;
      arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(labelOf(row)));
    }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...[...arrows].map(([arrow, labels]) => `  ${arrow}: ${[...labels].join(', ')}`),
    ...['completed', 'failed', 'cancelled'].map((outcome) => `  ${outcome} --> [*]`),
    '```',
  ];
}

function labelOf({ command }: Row): string {
  if (command.type === 'place') return command.hold ? 'place with hold' : 'place';
  return command.type.replace(/^note-/, '').replaceAll('-', ' ');
}
