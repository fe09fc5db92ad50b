import { required } from '../../common/elements.ts';
import type { DeviceName } from '../../contract/models.ts';
import { writeOnnx } from '../onnx/write.ts';
import { createSession, type NetworkOptions, Tensor } from '../onnxruntime.ts';
import { expandGradients } from './expansion.ts';
import type { Runtime } from './runtime.ts';

/** ONNX Runtime on a device. Values are in the memory of the process, so that nothing is freed by hand. */
export const onnxRuntime = (device: DeviceName, options?: NetworkOptions): Runtime<Tensor> => ({
  async load(graph) {
    const session = await createSession(writeOnnx(expandGradients(graph)), device, options);
    return {
      async run(feeds, outputs) {
        const given = graph.inputs.flatMap(({ name }) => {
          const value = feeds.get(name);
          return value ? [[name, value] as const] : [];
        });
        const results = await session.run(Object.fromEntries(given), [...outputs]);
        return new Map(outputs.map((name) => [name, required(results[name])]));
      },
      release: () => session.release(),
    };
  },
  write: ({ dims, data }) =>
    data instanceof Uint8Array ? new Tensor('uint8', data, dims) : new Tensor('float32', data, dims),
  read: async ({ data }) => data as Float32Array,
  free: () => {},
});
