import { Command } from 'commander';
import { oneLine } from '../contract/visible-text.ts';
import { lookIntoLibrary } from '../library/read-only.ts';
import { describeStacks } from '../services/stacks/handlers.ts';
import { type EditOptions, runEdit } from './edits/edit-library.ts';
import { jsonOption, libraryOption, printJson } from './options.ts';
import { photosAt } from './photos-of-paths.ts';
import { count } from './words.ts';

export function stacksCommand(): Command {
  const command = new Command('stacks')
    .description('photos of one moment or of one picture: bursts, brackets and copies, the best shot first')
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The best shot has sharp faces with open eyes that look into the camera. The app lists a stack once, with it on top;
familiar people and familiar search do so with --stacks.

Examples:
  familiar stacks
  familiar stacks --json | jq -r '.stacks[] | .photos[1:][].path'
  familiar stacks top party/IMG_0042.jpg
  familiar stacks leave party/IMG_0043.jpg party/IMG_0044.jpg
  familiar undo`,
    )
    .action(listStacks);
  command.addCommand(
    new Command('top')
      .description('make a photo the best shot of its stack')
      .argument('<photo>', 'file of a photo in the library')
      .addOption(libraryOption())
      .addOption(jsonOption())
      .action(async (path: string, _own, self: Command) => {
        const options = self.optsWithGlobals<EditOptions>();
        const [photoId = 0] = photosAt(options.library, [path]);
        await runEdit(options, ({ handlers, call }) => handlers['stacks.top']({ photoId }, call));
      }),
  );
  command.addCommand(
    new Command('leave')
      .description('take photos out of their stacks for good')
      .argument('<photo...>', 'files of photos in the library')
      .addOption(libraryOption())
      .addOption(jsonOption())
      .action(async (paths: string[], _own, self: Command) => {
        const options = self.optsWithGlobals<EditOptions>();
        const photos = photosAt(options.library, paths);
        await runEdit(options, ({ handlers, call }) => handlers['stacks.leave']({ photos }, call));
      }),
  );
  return command;
}

async function listStacks(options: EditOptions): Promise<void> {
  const { db, stacks } = lookIntoLibrary(options.library);
  try {
    const index = await stacks.index();
    const listed = describeStacks(db, index.stacks.toReversed());
    if (options.json) return printJson({ stacks: listed, total: listed.length });
    const lines = [count(listed.length, 'stack')];
    for (const { photos, chosen } of listed) {
      photos.forEach(({ path }, i) => {
        lines.push(i > 0 ? `    ${oneLine(path)}` : `  ${oneLine(path)}${chosen ? ' (chosen)' : ''}`);
      });
    }
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    db.close();
  }
}
