import { resolve } from 'node:path';
import { audit, type AuditedSystem, type Finding } from '@ordersaga/audit';
import { freshPrefix, stack } from '@ordersaga/test-kit';
import { startSystem, type RunningSystem, type ServiceName } from '../src';

/** The project's root folder. */
export const root = resolve(__dirname, '../../..');

/** A system of the test's own on the run's servers, and what its services last wrote. */
export interface SystemUnderTest extends RunningSystem {
  readonly audited: AuditedSystem;
  /** The statements that do not hold right now, with what breaks them. */
  faults(): Promise<string[]>;
  readonly warnings: string[];
}

/** Starts `instances` of each service as processes, with this further environment. */
export async function startSystemUnderTest(
  name: string,
  instances: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<SystemUnderTest> {
  const backing = stack();
  const prefix = freshPrefix(name);
  const warnings: string[] = [];
  const onLine = (service: ServiceName, line: string): void => {
    if (/"level":(50|60)/.test(line)) warnings.push(`${service}: ${line}`);
  };
  const system = await startSystem({ root, backing, prefix, instances, environment, ports: 'any', onLine });
  const { namespace } = system;
  const audited: AuditedSystem = {
    databases: {
      order: namespace.databaseUrl('order'),
      stock: namespace.databaseUrl('stock'),
      payment: namespace.databaseUrl('payment'),
    },
    urls: {
      order: system.url('order'),
      sales: system.url('sales-projection'),
      successRate: system.url('success-rate-projection'),
    },
    kafka: { brokers: backing.kafka, prefix },
  };
  return { ...system, audited, warnings, faults: async () => (await audit(audited)).flatMap(describe) };
}

function describe({ statement, faults }: Finding): string[] {
  return faults.map(({ what }) => `${statement}: ${what}`);
}
