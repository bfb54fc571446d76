import { join } from 'node:path';
import { loadSql } from '@ordersaga/postgres';

/** The service's own statements by the names of their files. */
export const sql = loadSql(join(__dirname, '../../../../sql'));
