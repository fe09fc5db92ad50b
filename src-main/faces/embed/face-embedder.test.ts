import { afterEach, describe, expect, it } from 'vitest';
import { siblingModule } from '../../common/module-url.ts';
import type { DeviceRequest } from '../../contract/models.ts';
import { builtInEmbedder } from './embedder.ts';
import { createFaceEmbedder, type FaceEmbedder } from './face-embedder.ts';

let embedder: FaceEmbedder;
afterEach(() => embedder.close());

function start({ device = 'cpu' as DeviceRequest, seconds = 60 } = {}) {
  embedder = createFaceEmbedder(builtInEmbedder, device, {
    module: siblingModule(import.meta.url, './test-embedding-thread'),
    secondsPerPhoto: seconds,
  });
}

const face = { landmarks: new Float32Array(136), chip: new Uint8Array(), width: 1, height: 1 };
const embed = (path: string | null, count = 1) =>
  embedder.embed({ path, faces: Array.from({ length: count }, () => face) });
const [fromPhoto, fromChip] = [Float32Array.of(1), Float32Array.of(0)];

describe('the face embedder', () => {
  it('computes a vector for each face, on the reported device', async () => {
    start();
    expect(embedder.device).toBeNull();
    expect(await embed('photo', 3)).toEqual([fromPhoto, fromPhoto, fromPhoto]);
    expect(await embed(null)).toEqual([fromChip]);
    expect(embedder.device).toMatchObject({ name: 'cpu' });
  });

  it('uses the stored chips of a photo that hangs a decoder, and continues with the others', async () => {
    start({ seconds: 0.3 });
    const [hung, ...others] = await Promise.all(['hang', 'a', 'b'].map((path) => embed(path)));
    expect(hung).toEqual([fromChip]);
    for (const vectors of others) expect(vectors).toEqual([fromPhoto]);
    expect(await embed('c')).toEqual([fromPhoto]);
  });

  it('passes errors with their code, and starts a new thread after one has ended', async () => {
    start();
    await expect(embed('bad')).rejects.toMatchObject({ code: 'model-unsuitable' });
    await expect(embed('end')).rejects.toMatchObject({ code: 'internal' });
    expect(await embed('photo')).toEqual([fromPhoto]);
  });

  it('rejects if its device is not available', async () => {
    start({ device: 'webgpu' });
    await expect(embed('photo')).rejects.toMatchObject({
      code: 'device-unavailable',
      message: 'there is no adapter',
    });
  });

  it('rejects open and later tasks as cancelled when it is closed', async () => {
    start();
    await embed('photo');
    const hung = embed('hang');
    const ended = expect(hung).rejects.toMatchObject({ code: 'cancelled' });
    await embedder.close();
    await ended;
    await expect(embed('photo')).rejects.toMatchObject({ code: 'cancelled' });
  });
});
