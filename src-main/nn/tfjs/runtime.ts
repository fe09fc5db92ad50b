import * as tf from '@tensorflow/tfjs-core';
import type { Executable, Runtime } from '../gradient/runtime.ts';
import { engineNames, type TrainingBackendName } from './backend-names.ts';
import { Program } from './program.ts';
import { Value } from '../operators/kernels/value.ts';

/**
 * TensorFlow.js on a backend that has been opened (`backend.ts`). It computes on one backend at a time for the whole
 * process, so every call enters its own backend first.
 */
export function tensorFlow(name: TrainingBackendName): Runtime<Value> {
  const backend = engineNames[name];
  const enter = () => {
    if (tf.getBackend() !== backend) void tf.setBackend(backend);
  };
  return {
    async load(graph): Promise<Executable<Value>> {
      const program = new Program(tf, graph);
      return {
        run: (feeds, outputs) => {
          enter();
          return program.run(feeds, outputs);
        },
        release: () => program.release(),
      };
    },
    write({ dims, data }) {
      enter();
      // Bytes become floats here: Cast has nothing left to do.
      return new Value(tf, tf.tensor(data, [...dims], 'float32'), 'plain', true);
    },
    async read(value) {
      enter();
      return await value.as('plain').data<'float32'>();
    },
    free: (value) => value.dispose(),
  };
}
