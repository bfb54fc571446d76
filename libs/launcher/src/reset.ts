import { resetData } from '@ordersaga/local-stack';
import { homeOf } from '@ordersaga/running-system';
import { join, resolve } from 'node:path';

const home = homeOf(resolve(__dirname, '../../..'), process.env);
const usage = `Usage: npm run reset

Removes the data of the embedded and containerised servers that \`npm start\` uses (orders, stock, payments, topics).
Servers that KAFKA_BROKERS, POSTGRES_URL, REDIS_URL or MONGO_URL name are left alone.
`;

async function main(): Promise<void> {
  if (process.argv.slice(2).some((argument) => ['-h', '--help'].includes(argument))) {
    process.stdout.write(usage);
    return;
  }
  await resetData(join(home, 'data'));
  process.stdout.write('The data is gone; the next start begins empty.\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`Nothing was reset: ${(error as Error).message}\n`);
  process.exit(1);
});
