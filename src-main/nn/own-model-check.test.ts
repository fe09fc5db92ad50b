import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { siblingModule } from '../common/module-url.ts';
import { cudaObstacle } from './device-cuda.ts';
import { modelsDirectory } from './models.ts';
import { checkOwnModel, type Expectation } from './own-model-check.ts';
import { type TestNetwork, testFaceNetwork } from './test-face-network.ts';
import { softwareVulkan } from './test-vulkan.ts';

const check = (onnx: Uint8Array, wanted: Partial<Expectation> = {}) =>
  checkOwnModel(onnx, { kind: 'arcface112', device: 'cpu', ...wanted });

describe('a face network', () => {
  it.each<[string, TestNetwork, Partial<Expectation>, object]>([
    [
      'with channels first',
      { width: 64 },
      { width: 64 },
      { type: 'float32', layout: 'nchw', side: 112, batch: null, normalisation: { divisor: 127.5 } },
    ],
    [
      'with channels last',
      { layout: 'nhwc', side: 160 },
      { kind: 'facenet160' },
      { layout: 'nhwc', side: 160, normalisation: { mean: [127.5, 127.5, 127.5], divisor: 128 } },
    ],
    [
      'that takes bytes',
      { type: 'uint8', layout: 'nhwc', side: 150 },
      { kind: 'dlib150' },
      { type: 'uint8', layout: 'nhwc', side: 150, normalisation: null },
    ],
    ['that takes one picture at a time', { batch: 1 }, {}, { batch: 1 }],
  ])('%s passes', async (_, network, wanted, input) => {
    const found = await check(testFaceNetwork(network), wanted);
    expect(found.input).toMatchObject({ name: 'face', ...input });
    expect(found.output).toEqual({ name: 'vector', width: 64 });
  });

  it('of our own passes as what it is', async () => {
    const onnx = await readFile(join(modelsDirectory(), 'dlib-resnet-128', 'model.onnx'));
    const found = await check(onnx, { kind: 'dlib150', width: 128 });
    expect(found.output).toEqual({ name: 'embedding', width: 128 });
  });

  it.each<[string, () => Uint8Array, Partial<Expectation>, RegExp]>([
    ['text', () => Buffer.from('this is no network at all'), {}, /no ONNX file/],
    ['nothing', () => new Uint8Array(), {}, /no ONNX file/],
    ['half a file', () => testFaceNetwork().subarray(0, 5000), {}, /no ONNX file/],
    ['another size', () => testFaceNetwork({ side: 96 }), {}, /\[batch, 3, 96, 96\]; arcface112 takes/],
    ['another kind', () => testFaceNetwork({ side: 160 }), { kind: 'dlib150' }, /dlib150 takes .*150/],
    ['bytes with channels first', () => testFaceNetwork({ type: 'uint8' }), {}, /uint8 \[batch, 3/],
    ['whole numbers', () => testFaceNetwork({ type: 'int64' }), {}, /input is int64/],
    ['four faces at a time', () => testFaceNetwork({ batch: 4 }), {}, /takes 4 pictures at a time/],
    ['two inputs', () => testFaceNetwork({ flaw: 'two-inputs' }), {}, /2 inputs/],
    ['two outputs', () => testFaceNetwork({ flaw: 'two-outputs' }), {}, /2 outputs \(vector, opposite\)/],
    ['another width', () => testFaceNetwork({ width: 64 }), { width: 512 }, /64 numbers a face, not 512/],
    ['one number a face', () => testFaceNetwork({ width: 1 }), {}, /1 numbers a face/],
    ['no numbers', () => testFaceNetwork({ flaw: 'not-finite' }), {}, /not finite/],
    ['a constant', () => testFaceNetwork({ flaw: 'constant' }), {}, /constant/],
    ['the same for all', () => testFaceNetwork({ flaw: 'same' }), {}, /every face the same/],
    ['a look at others', () => testFaceNetwork({ flaw: 'looks-at-others' }), {}, /alone gives another/],
  ])('with %s is refused, with the reason', async (_, make, wanted, reason) => {
    await expect(check(make(), wanted)).rejects.toMatchObject({
      code: 'model-unsuitable',
      message: expect.stringMatching(reason),
    });
  });

  it('is held against the CPU on WebGPU', async (test) => {
    const vulkan = softwareVulkan();
    test.skip('missing' in vulkan, 'missing' in vulkan ? vulkan.missing : undefined);
    // The loader of Vulkan looks at the environment that its process was started with.
    const program = `
      import { checkOwnModel } from ${JSON.stringify(siblingModule(import.meta.url, './own-model-check'))};
      import { testFaceNetwork } from ${JSON.stringify(siblingModule(import.meta.url, './test-face-network'))};
      const ports = await checkOwnModel(testFaceNetwork(), { kind: 'arcface112', device: 'webgpu' });
      console.log(ports.output.width);`;
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, ...vulkan },
    });
    expect(stdout.trim()).toBe('64');
  }, 120_000);

  it('is refused where the device is not there', async (test) => {
    test.skip(cudaObstacle() === null, 'CUDA is here');
    const cuda = check(testFaceNetwork(), { device: 'cuda' });
    await expect(cuda).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});
