export { databaseName, databaseUrl } from './database-name';
export { FoundSystem, type ServerName } from './found-system';
export { homeOf, stackFileOf } from './home';
export { NoSystemError } from './no-system-error';
