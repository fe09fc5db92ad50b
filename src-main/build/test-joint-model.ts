import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { modelsDirectory } from '../nn/models.ts';

/** Skips a test, with the reason, if the joint model could not be built: `beforeEach(needsJointModel)`. */
export const needsJointModel = (test: TestContext): void =>
  test.skip(
    !existsSync(join(modelsDirectory(), 'dlib-mobilefacenet-128', 'model.onnx')),
    'the model dlib-mobilefacenet-128 is not there: its weights could not be fetched',
  );
