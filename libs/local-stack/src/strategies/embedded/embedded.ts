import type { ComponentName } from '../../component';
import type { Strategy } from '../strategy';
import { startEmbedded, type EmbeddedServer } from './embedded-server';
import { MissingRequirementsError } from '../../errors';
import { missingForEmbedded } from './requirements';
import { embeddedKafka } from './kafka';
import { embeddedMongo } from './mongo';
import { embeddedPostgres } from './postgres';
import { embeddedRedis } from './redis';

const servers: Record<ComponentName, EmbeddedServer> = {
  kafka: embeddedKafka,
  postgres: embeddedPostgres,
  redis: embeddedRedis,
  mongo: embeddedMongo,
};

/** Runs servers as child processes, from packages and without root. */
export const embedded: Strategy = {
  async start(component, context) {
    const missing = await missingForEmbedded([component], context.env);
    if (missing.length > 0) throw new MissingRequirementsError(missing, []);
    return startEmbedded(servers[component], context);
  },
};
