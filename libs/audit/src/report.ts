import { describeFigures, type Finding } from './finding';

/**
 * The findings for people: a statement a paragraph, each with its figures, broken ones with their faults and the orders
 * concerned.
 * @param show how many faults and orders of a statement are named before it says how many more there are
 */
export function reportText(findings: readonly Finding[], show: number): string {
  const lines = findings.flatMap((finding) => [
    `${holds(finding) ? 'holds ' : 'BROKEN'}  ${finding.statement}  ${finding.title}`,
    `           ${describeFigures(finding)}`,
    ...faultLines(finding, show).map((line) => `           ${line}`),
  ]);
  const broken = findings.filter((finding) => !holds(finding)).map(({ statement }) => statement);
  const verdict =
    broken.length === 0
      ? `All ${findings.length} statements hold.`
      : `${findings.length - broken.length} of ${findings.length} statements hold; broken: ${broken.join(', ')}.`;
  return [...lines, '', verdict, ''].join('\n');
}

/** The findings for programs, nothing left out. */
export function reportJson(findings: readonly Finding[], at: Date): string {
  const document = {
    at: at.toISOString(),
    holds: findings.every(holds),
    statements: findings.map((finding) => ({
      ...{
        statement: finding.statement,
        title: finding.title,
        holds: holds(finding),
        figures: finding.figures,
      },
      faults: finding.faults.map(({ what, orders }) => ({ what, orders })),
      orders: ordersOf(finding),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function holds({ faults }: Finding): boolean {
  return faults.length === 0;
}

function faultLines(finding: Finding, show: number): string[] {
  const { faults } = finding;
  if (faults.length === 0) return [];
  const more = faults.length > show ? [`and ${faults.length - show} more`] : [];
  const orders = ordersOf(finding);
  const moreOrders = orders.length > show ? [`and ${orders.length - show} more`] : [];
  return [
    ...[...faults.slice(0, show).map(({ what }) => what), ...more].map((line) => `- ${line}`),
    ...(orders.length === 0
      ? []
      : [`orders concerned: ${[...orders.slice(0, show), ...moreOrders].join(', ')}`]),
  ];
}

function ordersOf({ faults }: Finding): string[] {
  return [...new Set(faults.flatMap(({ orders }) => orders))];
}
