import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseDevice, judge } from './device-choice.ts';

describe('judge', () => {
  const fast = { cosine: 0.9999, milliseconds: { cpu: 5, webgpu: 1 } };
  const slow = { cosine: 0.9999, milliseconds: { cpu: 5, webgpu: 50 } };
  const wrong = { cosine: 0.99, milliseconds: { cpu: 5, webgpu: 1 } };

  it('takes WebGPU where it is right and faster, or right and asked for', () => {
    expect(judge(fast, false).name).toBe('webgpu');
    expect(judge(slow, true).name).toBe('webgpu');
  });

  it('keeps the CPU where WebGPU is wrong, slower or broken, and says so', () => {
    expect(judge(wrong, true)).toEqual({ name: 'cpu', reason: expect.stringContaining('cosine 0.9900') });
    expect(judge({ ...fast, cosine: NaN }, true).name).toBe('cpu');
    expect(judge(slow, false)).toEqual({ name: 'cpu', reason: expect.stringContaining('50.0 ms a face') });
    expect(judge({ failure: 'there is no adapter' }, false).reason).toBe(
      'not on WebGPU: there is no adapter',
    );
  });
});

describe('chooseDevice', () => {
  /** Debian's chromium package carries a Vulkan loader and SwiftShader, a GPU in software. */
  const software = '/usr/lib/chromium';
  const hasSoftware = ['libvulkan.so.1', 'vk_swiftshader_icd.json'].every((name) =>
    existsSync(`${software}/${name}`),
  );

  afterEach(() => vi.unstubAllEnvs());

  it('does not look further where the CPU is asked for', async () => {
    expect(await chooseDevice('cpu')).toEqual({ name: 'cpu', reason: 'the CPU was asked for' });
  });

  it('finds no adapter without a driver, and refuses who insists', async (test) => {
    test.skip(process.platform !== 'linux', 'drivers can be hidden from Vulkan alone, on Linux');
    vi.stubEnv('VK_ICD_FILENAMES', '/dev/null');
    vi.stubEnv('VK_DRIVER_FILES', '/dev/null');
    expect(await chooseDevice('auto')).toEqual({
      name: 'cpu',
      reason: expect.stringContaining('no adapter'),
    });
    await expect(chooseDevice('webgpu')).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringContaining('no adapter'),
    });
  });

  it('keeps the CPU where WebGPU works, but in software', async (test) => {
    test.skip(!hasSoftware, `there is no Vulkan driver in software in ${software}`);
    vi.stubEnv('LD_LIBRARY_PATH', software);
    vi.stubEnv('VK_ICD_FILENAMES', `${software}/vk_swiftshader_icd.json`);
    const { name, reason } = await chooseDevice('auto');
    expect(name).toBe('cpu');
    // On a busy machine the driver may be so slow that the test is ended before it can say so.
    expect(reason).toMatch(/as slow as a driver in software|did not finish/);
  });
});
