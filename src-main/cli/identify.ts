import { resolve } from 'node:path';
import { Command } from 'commander';
import type { DeviceRequest } from '../contract/models.ts';
import type { Candidate, IdentifiedFace } from '../contract/search.ts';
import { createRecogniser } from '../faces/recogniser.ts';
import { libraryLayout } from '../library/layout.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { activeModel, embedderOf } from '../services/model-session/active-model.ts';
import { readGrouping } from '../services/model-session/grouping.ts';
import { identifyIn } from '../services/search/handlers.ts';
import { distanceOption } from './edits/arguments.ts';
import { deviceOption, jsonOption, libraryOption, printJson } from './options.ts';

interface IdentifyOptions {
  library: string;
  device: DeviceRequest;
  distance?: number;
  json?: boolean;
}

export function identifyCommand(): Command {
  return new Command('identify')
    .description('tell whom the faces in a photo look like, which need not be in the library')
    .argument('<photo>', 'nothing of it is stored')
    .addOption(libraryOption())
    .addOption(deviceOption())
    .addOption(distanceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  familiar identify stranger.jpg\n  familiar identify group.jpg --json',
    )
    .action(runIdentify);
}

async function runIdentify(photo: string, options: IdentifyOptions): Promise<void> {
  const library = lookIntoLibrary(options.library);
  const { db, people, session } = library;
  const { root } = libraryLayout(options.library);
  const embedder = embedderOf(db, root, activeModel(db));
  const recogniser = createRecogniser(options.device, { embedder });
  try {
    const distance = options.distance ?? readGrouping(db).distance;
    const looked = { db, people, recogniser, session };
    const { faces } = await identifyIn(looked, resolve(photo), distance);
    if (options.json) printJson({ faces });
    else process.stdout.write(describe(faces));
  } finally {
    await recogniser.close();
    library.close();
  }
}

function describe(faces: readonly IdentifiedFace[]): string {
  if (faces.length === 0) return 'There is no face in this photo.\n';
  return faces
    .map(({ candidates }, i) => {
      const lines = candidates.map((candidate) => `  ${sentence(candidate)}\n`);
      return `Face ${i + 1}\n${lines.join('') || '  The library has nobody to compare with.\n'}`;
    })
    .join('');
}

function sentence({ personId, name, distance, far }: Candidate): string {
  const strangers = far === null ? '' : `, 1 in ${Math.round(1 / far)} strangers is as near`;
  return `${name ?? `(unnamed ${personId})`}: distance ${distance.toFixed(2)}${strangers}`;
}
