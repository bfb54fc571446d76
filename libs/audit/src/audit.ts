import { setTimeout as pause } from 'node:timers/promises';
import { checking } from './errors';
import type { Fault, Finding } from './finding';
import { usualLimits, type Limits } from './limits';
import { Look } from './look';
import type { AuditedSystem } from './system';

/** How an audit is made. */
export interface AuditOptions {
  /**
   * How long something must be wrong to be a fault, milliseconds; 0 unless told: what is wrong at the moment of the
   * first look. In a system with orders under way much looks wrong for a moment.
   */
  readonly patienceMs?: number;
  /** How long orders may stay open; Order's usual ones unless told. */
  readonly limits?: Limits;
  /** Faults that are there on purpose, such as a dead letter that a test has put there: they are left out. */
  readonly isExpected?: (fault: Fault) => boolean;
  /** Hears what is being done. */
  readonly onProgress?: (line: string) => void;
}

/** Between two looks, milliseconds. */
const restMs = 500;

/** A system where orders go on never looks right as a whole: so many times the patience is looked at it. */
const longest = 3;

/**
 * Checks the six statements that always hold on a running system, reading each service's data as an operator would: at
 * one moment, open orders being no fault while they are within their limits. Looks again at a system in which something
 * seems wrong, until nothing does or it has been wrong for as long as the patience.
 * @throws NotCheckedError when a server is away or answers what it should not
 */
export async function audit(system: AuditedSystem, options: AuditOptions = {}): Promise<Finding[]> {
  const { patienceMs = 0, limits = usualLimits, onProgress = () => undefined } = options;
  const { isExpected = () => false } = options;
  const look = await checking('Kafka', () => Look.begin(system, limits, onProgress));
  try {
    /** When the look began that first found a fault, of those found ever since. */
    const since = new Map<string, number>();
    const begin = performance.now();
    for (;;) {
      const now = performance.now();
      const findings = (await look.take()).map((finding) => ({
        ...finding,
        faults: finding.faults.filter((fault) => !isExpected(fault)),
      }));
      const keys = new Set(
        findings.flatMap((finding) => finding.faults.map((fault) => keyOf(finding, fault))),
      );
      for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
      for (const key of keys) since.set(key, since.get(key) ?? now);
      const stands = (key: string): boolean => now - (since.get(key) ?? now) >= patienceMs;
      if ([...keys].every(stands) || now - begin >= longest * patienceMs)
        return findings.map((finding) => ({
          ...finding,
          faults: finding.faults.filter((fault) => stands(keyOf(finding, fault))),
        }));
      onProgress(`${keys.size} things look wrong, which may be because they are under way; looking again`);
      await pause(restMs);
    }
  } finally {
    await look.end();
  }
}

function keyOf({ statement }: Finding, { key }: Fault): string {
  return `${statement} ${key}`;
}
