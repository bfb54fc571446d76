import { createHash } from 'node:crypto';
import { ComposedSystem, root } from './composed-system';
import { freePorts, type PublishedPorts } from './published-ports';

const variable = 'ORDERSAGA_COMPOSED';

interface Description {
  readonly project: string;
  readonly ports: PublishedPorts;
  readonly missing: Readonly<Record<string, string>>;
}

/** A system for a run of tests. Its name is that of the checkout, so that a run finds what a killed one has left. */
export async function systemForTests(): Promise<ComposedSystem> {
  const id = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return new ComposedSystem(`ordersaga-test-${id}`, await freePorts());
}

/** Tells the spec files of the system that runs, and of the consoles that are not to be had. */
export function tellSpecs(system: ComposedSystem, missing: Readonly<Record<string, string>>): void {
  const { project, ports } = system;
  process.env[variable] = JSON.stringify({ project, ports, missing } satisfies Description);
}

/** The system of this run; undefined when it can't be composed here. */
export function systemOfThisRun(): ComposedSystem | undefined {
  const description = read();
  return description && new ComposedSystem(description.project, description.ports);
}

/** Whether a console's image is to be had. */
export function hasConsole(service: string): boolean {
  const description = read();
  return description !== undefined && !(service in description.missing);
}

function read(): Description | undefined {
  const text = process.env[variable];
  return text ? (JSON.parse(text) as Description) : undefined;
}
