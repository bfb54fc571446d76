import type { Router } from 'express';
import type { OutboxReport } from '../../../application/outbox-relays';

/** `GET /outboxes`: backlog, age of the oldest row and dead letters, and who publishes it. */
export function outboxRoutes(state: () => Promise<OutboxReport[]>): (router: Router) => void {
  return (router) => {
    router.get('/outboxes', async (_request, response) => {
      response.json({ outboxes: await state() });
    });
  };
}
