import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const services = 'order|stock|payment|message-relay|sales-projection|success-rate-projection';

const noServices = {
  regex: `^@ordersaga/(${services})$|(^|/)services/`,
  message: 'Services meet over Kafka only; nothing imports one.',
};
const noInsides = { regex: '^@ordersaga/[^/]+/', message: "Use what the library's index.ts exports." };
/** A service has no index; its package exports by name what may be driven from outside. */
const noInsidesOfLibraries = { ...noInsides, regex: `^@ordersaga/(?!(${services})/)[^/]+/` };
const noServiceInsides = {
  regex: '(^|/)services/',
  message: 'From outside a service is driven over HTTP and Kafka, or by what its package exports.',
};
/** The model plays the services' own code without a server: nothing that could open a connection. */
const modelOnly = {
  regex: `^(?!\\.|fast-check$|@ordersaga/(contracts|projection)$|@ordersaga/(${services})/(application|domain)$)`,
  message: 'The model imports what services export of their application and domain, and the contracts.',
};
const noAdapters = {
  regex: '(^|/)(adapters|composition-root|config|main)(/|$)',
  message: 'Dependencies point inwards: adapters → application → domain.',
};
const noApplication = { regex: '(^|/)application(/|$)', message: noAdapters.message };
const noDrivers = {
  regex:
    '^(express|pg|pg-boss|typeorm|kafkajs|ioredis|mongodb|stripe)$|^@ordersaga/(http-edge|messaging|postgres|telemetry|unit-of-work)$',
  message: 'The application knows ports, not drivers.',
};
const domainOnly = {
  regex: '^(?!\\.|@ordersaga/contracts$)',
  message: 'The domain imports nothing outside domain and contracts.',
};
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const specs = ['**/*.spec.ts', '**/test/**'];

export default tseslint.config(
  { ignores: ['**/dist/', '**/.ordersaga/', '**/.turbo/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: { project: './tsconfig.base.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[source.value=/^(node:)?async_hooks$/]',
          message:
            'Before Node 24 async storage costs every promise of the process a hook; hand on what is needed.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Ports are asynchronous where some adapter needs it; not every adapter does.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['libs/**/*.ts', 'services/**/*.ts'], rules: restrict(noServices, noInsides) },
  { files: ['faults/**/*.ts'], rules: restrict(noServices, noInsides) },
  { files: ['bench/**/*.ts'], rules: restrict(noInsidesOfLibraries, noServiceInsides) },
  { files: ['compose/**/*.ts'], rules: restrict(noServices, noInsides) },
  { files: ['model/**/*.ts'], rules: restrict(modelOnly, noServiceInsides) },
  {
    files: ['services/*/src/domain/**/*.ts'],
    ignores: specs,
    rules: restrict(noServices, noInsides, noAdapters, noApplication, domainOnly),
  },
  {
    files: ['services/*/src/application/**/*.ts'],
    ignores: specs,
    rules: restrict(noServices, noInsides, noAdapters, noDrivers),
  },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: { process: 'readonly' } } },
);
