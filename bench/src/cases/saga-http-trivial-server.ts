import express from 'express';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

/**
 * The least that a POST over Express 5 costs: the JSON body is parsed and comes back with an id, 201. A process of its
 * own; it tells its port to the parent, and ends with it.
 */
const app = express();
app.use(express.json());
app.post('/orders', (request, response) => {
  response.status(201).json({ orderId: randomUUID(), ...(request.body as object) });
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
