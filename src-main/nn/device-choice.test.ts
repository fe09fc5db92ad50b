import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseDevice, type Finding, judge } from './device-choice.ts';
import { cudaObstacle } from './device-cuda.ts';
import type { Comparison, Gpu } from './device-self-test.ts';
import { tryDevice } from './device-trial.ts';
import { softwareVulkan } from './test-vulkan.ts';

describe('judge', () => {
  const right = { cosine: 0.9999, compared: 32, faces: 32, milliseconds: 1, cpuMilliseconds: 5 };
  const found = (device: Gpu, result: Finding['result']): Finding => ({ device, result });
  const webgpu = (changes: Partial<Comparison>) => found('webgpu', { ...right, ...changes });
  const cuda = (changes: Partial<Comparison>) => found('cuda', { ...right, ...changes });

  it('takes a GPU where it is right and faster, or right and asked for', () => {
    expect(judge([webgpu({})], false)).toEqual({
      name: 'webgpu',
      reason: 'WebGPU is faster: 1.0 ms a face, the CPU 5.0 ms',
      refused: [],
    });
    expect(judge([webgpu({ milliseconds: 50 })], true)).toMatchObject({
      name: 'webgpu',
      reason: 'WebGPU was asked for: 50.0 ms a face, the CPU 5.0 ms',
    });
  });

  it('takes the fastest that passes, whatever the order', () => {
    const both = [cuda({ milliseconds: 0.5 }), webgpu({ milliseconds: 2 })];
    for (const findings of [both, both.toReversed()]) {
      const { name, reason, refused } = judge(findings, false);
      expect(name).toBe('cuda');
      expect(reason).toBe('CUDA is faster: 0.5 ms a face, the CPU 5.0 ms; WebGPU 2.0 ms a face');
      expect(refused).toEqual([{ name: 'webgpu', reason: 'CUDA is faster: 0.5 ms a face' }]);
    }
    expect(judge([cuda({ milliseconds: 3 }), webgpu({ milliseconds: 2 })], false).name).toBe('webgpu');
    const wrong = judge([cuda({ cosine: 0.5 }), webgpu({ milliseconds: 2 })], false);
    expect(wrong.name).toBe('webgpu');
    expect(wrong.reason).toContain('not on CUDA: it gives other embeddings');
  });

  it('keeps the CPU where a GPU is wrong, slower or broken, and says so', () => {
    const kept = (finding: Finding, asked = false) => {
      const { name, reason, refused } = judge([finding], asked);
      expect(name).toBe('cpu');
      expect(refused).toMatchObject([{ name: finding.device }]);
      expect(reason).toBe(`not on WebGPU: ${refused[0]!.reason}`);
      return reason;
    };
    expect(kept(webgpu({ cosine: 0.99 }), true)).toContain('cosine 0.9900');
    kept(webgpu({ cosine: NaN }), true);
    expect(kept(webgpu({ milliseconds: 50 }))).toContain('50.0 ms a face');
    expect(kept(found('webgpu', { failure: 'there is no adapter' }))).toBe(
      'not on WebGPU: there is no adapter',
    );
  });

  it('tells of what is not installed only where it was asked for', () => {
    const absent = found('cuda', { absent: 'it is not installed' });
    const broken = found('webgpu', { failure: 'there is no adapter' });
    expect(judge([absent], true).reason).toBe('not on CUDA: it is not installed');
    expect(judge([absent, broken], false)).toEqual({
      name: 'cpu',
      reason: 'not on WebGPU: there is no adapter',
      refused: [
        { name: 'cuda', reason: 'it is not installed' },
        { name: 'webgpu', reason: 'there is no adapter' },
      ],
    });
  });

  it('says where a slow device was judged by a part of the faces', () => {
    const { reason } = judge([webgpu({ compared: 8, milliseconds: 5000 })], true);
    expect(reason).toContain('8 of 32 faces compared');
  });
});

describe('chooseDevice', () => {
  const software = softwareVulkan();

  afterEach(() => vi.unstubAllEnvs());

  it('does not look further where the CPU is asked for', async () => {
    expect(await chooseDevice('cpu')).toEqual({ name: 'cpu', reason: 'the CPU was asked for', refused: [] });
  });

  it('refuses who insists on CUDA without its provider', async (test) => {
    test.skip(cudaObstacle() === null, "ONNX Runtime's CUDA provider is installed");
    await expect(chooseDevice('cuda')).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(/^not on CUDA: ONNX Runtime('s CUDA provider is not| has no CUDA)/),
    });
  });

  it('finds no adapter without a driver, and refuses who insists', async (test) => {
    test.skip(process.platform !== 'linux', 'drivers can be hidden from Vulkan alone, on Linux');
    test.skip(cudaObstacle() === null, "ONNX Runtime's CUDA provider is installed");
    vi.stubEnv('VK_ICD_FILENAMES', '/dev/null');
    vi.stubEnv('VK_DRIVER_FILES', '/dev/null');
    expect(await chooseDevice('auto')).toMatchObject({
      name: 'cpu',
      reason: expect.stringContaining('no adapter'),
    });
    await expect(chooseDevice('webgpu')).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringContaining('no adapter'),
    });
  });

  it('keeps the CPU where WebGPU works, but in software, and soon', async (test) => {
    test.skip('missing' in software, 'missing' in software ? software.missing : '');
    for (const [name, value] of Object.entries(software)) vi.stubEnv(name, value);
    const started = performance.now();
    const { name, refused } = await chooseDevice('auto');
    expect(performance.now() - started).toBeLessThan(25_000);
    expect(name).toBe('cpu');
    const { reason } = refused.find((refusal) => refusal.name === 'webgpu')!;
    // On a busy machine the driver may be so slow that the test is ended before it can say so.
    expect(reason).toMatch(/as slow as a driver in software|did not (finish|answer)/);
  });

  it('embeds faces on WebGPU in software as on the CPU', { timeout: 240_000 }, async (test) => {
    test.skip('missing' in software, 'missing' in software ? software.missing : '');
    for (const [name, value] of Object.entries(software)) vi.stubEnv(name, value);
    const result = await tryDevice({ device: 'webgpu', thorough: true, faces: 4 });
    expect(result).toMatchObject({ faces: 4, compared: 4 });
    const { cosine, milliseconds, cpuMilliseconds } = result as Comparison;
    expect(cosine).toBeGreaterThanOrEqual(0.999);
    // So slow is nothing that ran on the CPU after all.
    expect(milliseconds).toBeGreaterThan(10 * cpuMilliseconds);
  });
});
