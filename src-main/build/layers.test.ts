import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { beforeAll, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint({
    cwd: root,
    ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
    // The rule needs no types, and made-up files are in no program.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: false } } },
  });
});

/** Messages of the linter for a made-up file that imports from these places. */
async function lint(filePath: string, ...imports: string[]): Promise<string[]> {
  const text = imports.map((from) => `import '${from}';\n`).join('');
  const [{ messages }] = firstItems(await eslint.lintText(text, { filePath }), 1);
  return messages.map(({ ruleId, line, message }) => `${ruleId} ${line}: ${message}`);
}

it.each([
  ['src-main/contract/made-up.ts', '../common/vectors.ts'],
  ['src-main/common/made-up.ts', '../db/open.ts'],
  ['src-main/db/made-up.ts', '../services/people/people.ts'],
  ['src-main/db/made-up.ts', '../faces/detect/find.ts'],
  ['src-main/db/migrations/made-up.ts', '../../edits/edit.ts'],
  ['src-main/clustering/made-up.ts', '../db/open.ts'],
  ['src-main/nn/made-up.ts', '../photos/decode.ts'],
  ['src-main/metric-learning/made-up.ts', '../services/training/run.ts'],
  ['src-main/services/people/made-up.ts', '../../library/library.ts'],
  ['src-main/services/people/made-up.ts', '../../cli/main.ts'],
  ['src-main/library/made-up.ts', '../rpc/page.ts'],
  ['src-main/rpc/made-up.ts', '../serve/http.ts'],
  ['src-main/serve/made-up.ts', '../cli/main.ts'],
  ['src-main/electron/made-up.ts', '../serve/http.ts'],
])('%s may not import %s', async (file, from) => {
  expect(await lint(file, from)).toEqual([
    expect.stringMatching(/^no-restricted-imports 1: .*may not import from there/),
  ]);
});

it.each([
  ['src-main/common/made-up.ts', '../contract/errors.ts'],
  ['src-main/edits/made-up.ts', '../db/open.ts'],
  ['src-main/services/people/made-up.ts', '../../db/open.ts'],
  ['src-main/services/people/made-up.ts', '../corrections/corrections.ts'],
  ['src-main/library/made-up.ts', '../services/people/people.ts'],
  ['src-main/cli/made-up.ts', '../serve/http.ts'],
  ['src-main/db/made-up.test.ts', '../services/people/people.ts'],
])('%s may import %s', async (file, from) => {
  expect(await lint(file, from)).toEqual([]);
});

it('lets the page import the contract alone', async () => {
  const messages = await lint(
    'src-renderer/state/made-up.ts',
    '../../src-main/contract/methods.ts',
    '../../src-main/common/vectors.ts',
    '../../src-main/services/people/people.ts',
  );
  expect(messages).toEqual([
    expect.stringMatching(/^no-restricted-imports 2: .*contract alone/),
    expect.stringMatching(/^no-restricted-imports 3: .*contract alone/),
  ]);
});

it('lets nobody import the runtime of networks but the module that switches its telemetry off', async () => {
  for (const folder of ['faces', 'services/models', 'cli', 'nn']) {
    expect(await lint(`src-main/${folder}/made-up.ts`, 'onnxruntime-node')).toEqual([
      expect.stringContaining('switches telemetry off first'),
    ]);
  }
});
