import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/**
 * The layer rule: a folder of src-main imports only from folders further down this list (see
 * src-main/README.md). A row holds folders of one layer, which do not know each other unless `uses` says so.
 */
const layers = [
  ['electron', 'serve', 'cli', 'build', 'faults', 'lab'],
  ['rpc'],
  ['library'],
  ['services'],
  ['interchange'],
  ['metric-learning'],
  ['metrics'],
  ['jobs', 'edits', 'faces', 'vector-index', 'clustering', 'db'],
  ['nn', 'photos'],
  ['logging'],
  ['common'],
  ['contract'],
];
/** Neighbours in a layer that may be used all the same. */
const uses = {
  jobs: ['db'],
  edits: ['db'],
  cli: ['serve'],
  build: ['cli', 'serve'],
  faults: ['cli'],
  // `cli/laboratory.ts` imports it when one of its commands is called.
  lab: ['cli'],
};

/** The same for the rooms in services: a room imports only from rooms further down. */
const rooms = [
  ['search', 'training', 'removal'],
  ['people', 'backups'],
  ['exchange'],
  ['corrections', 'imports'],
  ['models'],
  ['model-session', 'files'],
];

/** Imports that the layers forbid to a folder. */
function layerPatterns(folder) {
  const depth = layers.findIndex((row) => row.includes(folder));
  const forbidden = [...layers.slice(0, depth).flat(), ...layers[depth]].filter(
    (other) => other !== folder && !uses[folder]?.includes(other),
  );
  return [
    {
      group: forbidden.map((other) => `**/${other}/**`),
      message: `src-main/${folder} may not import from there: see "Layers" in src-main/README.md`,
    },
    {
      group: ['onnxruntime-node'],
      message: 'nn/onnxruntime.ts exports what is needed; it switches telemetry off first',
    },
  ];
}

const layerRules = layers.flat().map((folder) => ({
  files: [`src-main/${folder}/**/*.ts`],
  ignores: ['**/*.test.ts', '**/*.gate.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: layerPatterns(folder) }] },
}));

const roomRules = rooms.flatMap((row, depth) =>
  row.map((room) => {
    const forbidden = [...rooms.slice(0, depth).flat(), ...row].filter((other) => other !== room);
    return {
      files: [`src-main/services/${room}/**/*.ts`],
      ignores: ['**/*.test.ts', '**/test-*.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              ...layerPatterns('services'),
              {
                regex: `^\\.\\./(${forbidden.join('|')})/`,
                message: `services/${room} may not import from there: see "Rooms" in src-main/services/README.md`,
              },
            ],
          },
        ],
      },
    };
  }),
);

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'e2e/results/', 'resources/models/'] },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='log'] > :not(Literal).arguments:first-child",
          message: 'A message of the log is a constant. Data of the user goes into `private`.',
        },
      ],
    },
  },
  { files: ['**/*.{test,gate}.ts', '**/test-*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src-renderer/**'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: 'src-main/(?!contract/)',
              message: 'The renderer imports from src-main/contract alone',
            },
            {
              regex: 'contract/pictures',
              importNames: ['picturePath'],
              message: 'pictureUrl in connection/session.ts adds what familiar serve needs',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  ...layerRules,
  ...roomRules,
);
