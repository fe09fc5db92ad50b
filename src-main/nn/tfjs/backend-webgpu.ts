/**
 * A GPU by WebGPU, which Dawn (the package `webgpu`) brings to Node.
 * @throws Error where Dawn cannot be loaded or finds no adapter
 */
export async function openWebGpu(): Promise<void> {
  // Referred to by the global navigator from now on: Dawn ends where its entry point is collected.
  if (!globalThis.navigator?.gpu) {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  }
  const adapter = await globalThis.navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('there is no adapter (no graphics card with a driver for it)');
  // Registers itself as it is loaded, if WebGPU is there by then.
  await import('@tensorflow/tfjs-backend-webgpu');
}
