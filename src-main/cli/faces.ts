import { oneLine } from '../contract/visible-text.ts';
import { Command } from 'commander';
import { lookIntoLibrary } from '../library/read-only.ts';
import { getPhotos } from '../db/photos.ts';
import { listNoFaces } from '../services/corrections/dismissed.ts';
import { readGrouping } from '../services/model-session/grouping.ts';
import { distanceOption, facesArgument, personArgument } from './edits/arguments.ts';
import { type EditOptions, runEdit } from './edits/edit-library.ts';
import { lookAgainCommand, sensitivityCommand } from './faces/detection.ts';
import { jsonOption, libraryOption, printJson } from './options.ts';

export function facesCommand(): Command {
  return new Command('faces')
    .description('list the faces of a person, take out what is no face, and look for faces again')
    .addCommand(listCommand())
    .addCommand(dismissCommand())
    .addCommand(dismissedCommand())
    .addCommand(restoreCommand())
    .addCommand(lookAgainCommand())
    .addCommand(sensitivityCommand())
    .addHelpText(
      'after',
      `
Examples:
  familiar faces list c12
  familiar faces dismiss 120 121
  familiar faces dismissed
  familiar faces restore 120
  familiar faces look-again party/ --sensitivity thorough
  familiar faces sensitivity cautious --preview 40 --json`,
    );
}

const listCommand = () =>
  new Command('list')
    .description('list the faces of a person, the most typical first')
    .addArgument(personArgument())
    .addOption(libraryOption())
    .addOption(distanceOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar faces list c12 --json | jq .faces[].id')
    .action(runList);

async function runList(id: string, options: EditOptions): Promise<void> {
  const { db, people } = lookIntoLibrary(options.library);
  try {
    const { person, faces, photos } = await people.get(id, options.distance ?? readGrouping(db).distance);
    if (options.json) return printJson({ person, faces, photos });
    const names = new Map(photos.map((photo) => [photo.id, photo.name]));
    for (const face of faces) process.stdout.write(`${face.id}  ${oneLine(names.get(face.photoId) ?? '')}\n`);
  } finally {
    db.close();
  }
}

const dismissCommand = () =>
  new Command('dismiss')
    .description('say that what was found is no face: it is never listed or grouped again')
    .addArgument(facesArgument())
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar faces dismiss 120 121')
    .action((faces: number[], options: EditOptions) =>
      runEdit(options, ({ handlers, call }) => handlers['faces.dismiss']({ faces }, call)),
    );

const dismissedCommand = () =>
  new Command('dismissed')
    .description('list what was said to be no face, newest first')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar faces dismissed --json | jq .faces[].id')
    .action(runDismissed);

function runDismissed(options: EditOptions): void {
  const { db } = lookIntoLibrary(options.library);
  try {
    const { faces } = listNoFaces(db, undefined, Number.MAX_SAFE_INTEGER);
    const photos = getPhotos(db, [...new Set(faces.map(({ photoId }) => photoId))]);
    const paths = new Map(photos.map(({ id, path }) => [id, path]));
    if (options.json) return printJson({ faces });
    for (const { id, photoId } of faces)
      process.stdout.write(`${id}  ${oneLine(paths.get(photoId) ?? '')}\n`);
    if (faces.length === 0) process.stdout.write('Nothing was said to be no face.\n');
  } finally {
    db.close();
  }
}

const restoreCommand = () =>
  new Command('restore')
    .description('say that what was dismissed is a face after all')
    .addArgument(facesArgument('familiar faces dismissed'))
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  familiar faces restore 120 121')
    .action((faces: number[], options: EditOptions) =>
      runEdit(options, ({ handlers, call }) => handlers['faces.restore']({ faces }, call)),
    );
