// A plain process that starts a stack, tells where it is in one line of JSON, and lives until it is killed.
const { startLocalStack } = require('..');

const options = JSON.parse(process.argv[2]);
process.on('SIGINT', () => process.stdout.write('interrupted\n'));

startLocalStack(options).then(
  ({ components, dataDir }) => {
    const servers = Object.values(components).map(({ name, url, pid }) => ({ name, url, pid }));
    process.stdout.write(`${JSON.stringify({ servers, dataDir })}\n`);
  },
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
