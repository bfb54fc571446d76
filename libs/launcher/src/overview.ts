import type { LocalStack } from '@ordersaga/local-stack';
import colors from 'picocolors';
import type { RunningSystem } from './system';

/** What runs where, and what to try next. */
export function overview(stack: LocalStack, system: RunningSystem, stackFile: string): string[] {
  const rows = [
    ...system.instances.map(({ name, url }) => [name, url, waysIn[name] ?? '']),
    ...Object.values(stack.components).map(({ name, url, strategy, version }) => [
      name,
      url.replace(/:\/\/([^:/@]+):[^@]+@/, '://$1:***@'),
      `${version}, ${strategy}`,
    ]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = ([name = '', url = '', note = '']: string[]): string =>
    `  ${colors.bold(name.padEnd(widths[0] ?? 0))}  ${url.padEnd(widths[1] ?? 0)}  ${colors.dim(note)}`;
  return [
    ...rows.map(line),
    '',
    'Try next:',
    `  curl -s ${system.url('order')}/orders -H 'content-type: application/json' \\`,
    `    -d '{"customerId":"me","items":[{"productId":"mouse","quantity":1}]}'`,
    '',
    colors.dim(`Everything of this, passwords included, is in ${stackFile} while it runs.`),
  ];
}

const waysIn: Readonly<Record<string, string>> = {
  order: 'POST /orders, /orders/{id}/items, …/confirm, …/cancel, GET /orders/{id}, …/history, /products',
  stock: 'GET /products, POST /products, /products/{id}/restock',
  payment: 'GET /payments/{orderId}',
  'message-relay': 'GET /outboxes',
  'sales-projection': 'GET /sales/products, /sales/products/{productId}',
  'success-rate-projection': 'GET /success-rate, /orders',
};
