import { Router } from 'express';
import type { HealthCheck, Registry } from '@ordersaga/service-runtime';

/** How long a dependency may take to answer before it counts as down, in milliseconds. */
const patience = 2_000;

type Verdict = { status: 'up' } | { status: 'down'; detail: string };

/**
 * `/livez`, `/readyz` (each dependency by name, 503 when one is down) and `/metrics`. A process that is stopping is still
 * alive, but not ready; both say so.
 */
export function healthRoutes(
  checks: readonly HealthCheck[],
  registry: Registry,
  stopping: AbortSignal,
): Router {
  const router = Router();
  router.get('/livez', (_request, response) => {
    response.json({ status: stopping.aborted ? 'stopping' : 'up' });
  });
  router.get('/readyz', async (_request, response) => {
    const verdicts = await Promise.all(
      checks.map(async (check) => [check.name, await judge(check)] as const),
    );
    const allUp = verdicts.every(([, verdict]) => verdict.status === 'up');
    const status = stopping.aborted ? 'stopping' : allUp ? 'up' : 'down';
    response.status(status === 'up' ? 200 : 503).json({ status, dependencies: Object.fromEntries(verdicts) });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

async function judge(dependency: HealthCheck): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  });
  try {
    await Promise.race([dependency.check(), late]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', detail: (error as Error).message || String(error) };
  } finally {
    clearTimeout(timer);
  }
}
