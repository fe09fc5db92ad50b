import { expect, it } from 'vitest';
import { cudaObstacle } from './device-cuda.ts';
import { loadNetwork } from './onnxruntime.ts';

it('gives each picture of a batch what it gives it alone', async () => {
  const network = await loadNetwork('dlib-resnet-128', { name: 'cpu' }, { threads: 1 });
  const bytes = 150 * 150 * 3;
  const pixels = Uint8Array.from({ length: 3 * bytes }, (_, i) => 128 + 127 * Math.sin(i / 999));
  const together = (await network.run(pixels, 3)).embedding;
  expect(together).toHaveLength(3 * 128);
  for (let i = 0; i < 3; i++) {
    const alone = (await network.run(pixels.subarray(i * bytes, (i + 1) * bytes), 1)).embedding;
    const differences = alone!.map((value, k) => Math.abs(value - together![i * 128 + k]!));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  }
  await network.release();
});

it('refuses pixels that do not fill the batch', async () => {
  const network = await loadNetwork('landmarks-68', { name: 'cpu' });
  await expect(network.run(new Uint8Array(112 * 112 * 3 - 1), 1)).rejects.toThrow(RangeError);
  await expect(network.run(new Uint8Array(0), 0)).rejects.toThrow(RangeError);
  await network.release();
});

it('refuses a model that is not there', async () => {
  await expect(loadNetwork('no-such-model', { name: 'cpu' })).rejects.toMatchObject({
    code: 'model-missing',
  });
});

it('says in words why CUDA refuses', async (test) => {
  test.skip(cudaObstacle() === null, "ONNX Runtime's CUDA provider is installed");
  test.skip(
    process.platform !== 'linux' || process.arch !== 'x64',
    'ONNX Runtime knows CUDA on Linux x64 alone',
  );
  await expect(loadNetwork('landmarks-68', { name: 'cuda' })).rejects.toMatchObject({
    code: 'device-unavailable',
    message: expect.stringContaining('libraries cannot be loaded'),
  });
});
