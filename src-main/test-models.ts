import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { modelsDirectory } from './nn/models.ts';

/**
 * A folder of models as Familiar has it where the joint one could not be built: dlib's is then the best, in new libraries
 * too. For FAMILIAR_MODELS_DIR.
 */
export function modelsWithoutJoint(parent: string): string {
  const folder = join(parent, 'models-without-joint');
  mkdirSync(folder);
  for (const id of ['ssd-mobilenet-v1', 'landmarks-68', 'dlib-resnet-128']) {
    symlinkSync(join(modelsDirectory(), id), join(folder, id), 'junction');
  }
  return folder;
}
