import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { softwareVulkan } from '../test-vulkan.ts';
import { openTraining } from '../tfjs/backend.ts';
import { operators } from './all.ts';
import { compareOperator, type Differences, gradientOperators, operatorCases } from './test-operators.ts';
import type { WebGpuReport } from './test-webgpu.ts';

/** Values are to be those of ONNX Runtime; slopes by differences in 32 bits are good to about a thousandth. */
function expectSame({ value, gradients, between }: Differences, what = 'the operator'): void {
  expect(value, what).toBeLessThan(1e-4);
  for (const [name, difference] of Object.entries(gradients)) {
    expect(difference, `${what}, by ${name}`).toBeLessThan(0.01);
  }
  for (const [name, difference] of Object.entries(between)) {
    expect(difference, `${what}, by ${name}, in ONNX Runtime`).toBeLessThan(1e-4);
  }
}

describe('on wasm, values and gradients', () => {
  beforeAll(() => openTraining('wasm'));

  it.each(operatorCases)('$name', async (operator) => {
    expectSame(await compareOperator(operator, 'wasm'));
  });
});

describe('on WebGPU in software, values and gradients', () => {
  const vulkan = softwareVulkan();

  it.skipIf('missing' in vulkan)(
    `of all operators${'missing' in vulkan ? `: ${vulkan.missing}` : ''}`,
    async () => {
      const report = await examineWebGpu(vulkan as Record<string, string>);
      if ('refusal' in report) throw new Error(report.refusal);
      expect(Object.keys(report.differences)).toEqual(operatorCases.map(({ name }) => name));
      for (const [name, differences] of Object.entries(report.differences)) {
        expectSame(differences, name);
      }
    },
    180_000,
  );
});

function examineWebGpu(vulkan: Record<string, string>): Promise<WebGpuReport> {
  return new Promise((resolve, reject) => {
    const entry = fileURLToPath(new URL('test-webgpu.ts', import.meta.url));
    const child = fork(entry, { silent: true, execArgv: [], env: { ...process.env, ...vulkan } });
    let complaints = '';
    child.stdout?.resume();
    child.stderr?.on('data', (text) => (complaints += text));
    child.on('message', (report: WebGpuReport) => resolve(report));
    child.on('exit', (code, signal) => reject(new Error(`ended with ${signal ?? code}: ${complaints}`)));
  });
}

it('has a case for every operator that networks train with', () => {
  const examined = new Set(operatorCases.map(({ name }) => name.split(' ')[0]));
  const trained = Object.keys(operators).filter((name) => operators[name]!.gradient);
  expect(new Set(trained)).toEqual(examined);
});

it('has a case for every operator that gradients are written with', () => {
  const written = new Set(operatorCases.flatMap((operator) => gradientOperators(operator)));
  const unwritten = Object.entries(operators).filter(
    ([name, { kernel, gradient }]) => kernel && !gradient && !written.has(name),
  );
  expect(unwritten).toEqual([]);
});
