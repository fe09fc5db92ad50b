import { expect, it } from 'vitest';
import { FamiliarError } from '../../contract/errors.ts';
import { openTraining } from './backend.ts';

it('takes the CPU where there is no GPU, and says why not the others', async () => {
  const { name, refused } = await openTraining('wasm');
  expect({ name, refused }).toEqual({ name: 'wasm', refused: [] });
});

it('passes over what is not installed, with the reason', async () => {
  const error = await openTraining('tfjs-node-gpu').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FamiliarError);
  expect(error).toMatchObject({
    code: 'device-unavailable',
    message: expect.stringMatching(/tfjs-node-gpu: .+/),
  });
});
