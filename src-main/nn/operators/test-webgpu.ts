import { tryBackend } from '../tfjs/backend.ts';
import { compareOperator, type Differences, operatorCases } from './test-operators.ts';

/** The report of the process: differences on WebGPU by operator case, or the reason why there is no WebGPU. */
export type WebGpuReport = { refusal: string } | { differences: Record<string, Differences> };

/** Entry of a process of its own, whose environment names the driver: goes through all operators, and reports. */
async function examine(): Promise<WebGpuReport> {
  const refusal = await tryBackend('webgpu');
  if (refusal !== null) return { refusal };
  const differences: Record<string, Differences> = {};
  for (const operator of operatorCases) {
    differences[operator.name] = await compareOperator(operator, 'webgpu');
  }
  return { differences };
}

process.send!(await examine());
// Dawn would keep the process alive.
process.disconnect();
process.exit();
