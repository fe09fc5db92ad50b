import { afterEach, expect, it, vi } from 'vitest';
import { FamiliarError } from '../../contract/errors.ts';
import { openTraining } from './backend.ts';
import { trainingBackends } from './backend-names.ts';
import { nodeGpuIsInstalled } from './backend-node-gpu.ts';

afterEach(() => vi.unstubAllEnvs());

it('takes the CPU where no GPU can be had, and says why', async () => {
  vi.stubEnv('VK_ICD_FILENAMES', '/dev/null');
  vi.stubEnv('VK_DRIVER_FILES', '/dev/null');
  const { name, refused } = await openTraining('auto');
  expect(trainingBackends.indexOf(name)).toBe(refused.length);
  expect(refused.map((other) => other.name)).toEqual(trainingBackends.slice(0, refused.length));
  for (const { reason } of refused) expect(reason).not.toBe('');
  if (process.platform === 'linux') expect(name).toBe('wasm');
});

it('takes what was asked for without looking at others', async () => {
  expect(await openTraining('wasm')).toEqual({ name: 'wasm', reason: 'it was asked for', refused: [] });
});

it.skipIf(nodeGpuIsInstalled())('passes over what is not installed, with the reason', async () => {
  const error = await openTraining('tfjs-node-gpu').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FamiliarError);
  expect(error).toMatchObject({
    code: 'device-unavailable',
    message: expect.stringMatching(/tfjs-node-gpu: .+/),
  });
});
