import { join } from 'node:path';
import { loadSql } from '@ordersaga/postgres';

/** The statements of this library, by name. */
export const sql = loadSql(join(__dirname, '../sql'));
