import { serviceSettings, urlOf } from '@ordersaga/service-runtime';
import { z } from 'zod';

/** What Order is told by its environment; port 3001 unless told. */
export const orderSettings = z.object({
  ...serviceSettings(3001),
  /** Order's own database. */
  DATABASE_URL: urlOf('postgres', 'postgresql'),
});

/** Order's settings, checked. */
export type OrderConfig = z.output<typeof orderSettings>;
