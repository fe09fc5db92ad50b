/** Backends of TensorFlow.js for training, in the order of trial. */
export const trainingBackends = ['tfjs-node-gpu', 'webgpu', 'wasm'] as const;
export type TrainingBackendName = (typeof trainingBackends)[number];
export type TrainingBackendRequest = 'auto' | TrainingBackendName;

/** The backends as TensorFlow.js calls them. */
export const engineNames: Readonly<Record<TrainingBackendName, string>> = {
  'tfjs-node-gpu': 'tensorflow',
  webgpu: 'webgpu',
  wasm: 'wasm',
};
