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
  ['exchange', 'stacks'],
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

/**
 * Rules that ask the type checker double the time of the linter: `npm run check` leaves them to CI and to
 * `npm run lint`, so that its first run stays under a minute.
 */
const isTyped = !process.env['FAMILIAR_LINT_UNTYPED'];

/** Tests and what they alone use. */
const unproductive = ['**/*.test.ts', '**/*.gate.ts', '**/test-*.ts'];

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
    // Rules that ask the type checker. Tests are left out: they would double the time, and mock values are `any`.
    files: ['src-main/**/*.ts', 'src-renderer/**/*.ts'],
    ignores: isTyped ? unproductive : ['**'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src-renderer/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNever: true },
      ],
      // A function of one expression may pass on that nothing comes back.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `void this.revision` subscribes an effect of Svelte to a value.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // It does not see that values change while code awaits, nor that constants of a platform may be absent.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Functions of an interface are written as methods, and none of them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      // An interface may demand a promise from a function that has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // `void` in a union says that a callback may return nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // The program has no enums, and these two take a quarter of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A type parameter that occurs once names the type of parsed JSON, options or a message.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
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
