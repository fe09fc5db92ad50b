import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cudaObstacle } from './device-cuda.ts';

let binaries: string;
beforeEach(() => {
  binaries = mkdtempSync(join(tmpdir(), 'familiar-cuda-'));
  mkdirSync(join(binaries, 'linux', 'x64'), { recursive: true });
});
afterEach(() => rmSync(binaries, { recursive: true }));

const install = (name: string) => writeFileSync(join(binaries, 'linux', 'x64', name), '');

it('is there where both of its libraries lie beside ONNX Runtime', () => {
  expect(cudaObstacle('linux/x64', binaries)).toBe("ONNX Runtime's CUDA provider is not installed");
  install('libonnxruntime_providers_cuda.so');
  expect(cudaObstacle('linux/x64', binaries)).not.toBeNull();
  install('libonnxruntime_providers_shared.so');
  expect(cudaObstacle('linux/x64', binaries)).toBeNull();
});

it('is for Linux x64 alone', () => {
  install('libonnxruntime_providers_cuda.so');
  install('libonnxruntime_providers_shared.so');
  for (const platform of ['linux/arm64', 'darwin/arm64', 'win32/x64']) {
    expect(cudaObstacle(platform, binaries)).toBe(`ONNX Runtime has no CUDA provider for ${platform}`);
  }
});
