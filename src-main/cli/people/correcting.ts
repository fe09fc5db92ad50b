import { Command, Option } from 'commander';
import {
  distanceOption,
  faceArgument,
  facesArgument,
  peopleArgument,
  personArgument,
  personOption,
} from '../edits/arguments.ts';
import { type EditOptions, runEdit } from '../edits/edit-library.ts';
import { jsonOption, libraryOption } from '../options.ts';
import { removing, runRemoval } from '../remove/removing.ts';

/** `familiar people <part>` takes the options of `familiar people` before and after its name. */
export function part(name: string, description: string, examples: string[]): Command {
  return new Command(name)
    .description(description)
    .addOption(libraryOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  familiar people ${line}`).join('\n')}`);
}

export const optionsOf = <T>(command: Command): EditOptions & T => command.optsWithGlobals();

/** Commands that correct people; each is one edit, which `familiar undo` reverts. */
export function correctingCommands(): Command[] {
  return [name(), merge(), split(), move(), reject(), hide(), show(), cover(), forget()];
}

const name = () =>
  part('name', 'name a person, or join them to the one who has the name; an empty name takes it away', [
    'name c12 Marie',
    'name p3 ""',
    'name c40 Marie --twice',
  ])
    .addArgument(personArgument())
    .argument('<name>')
    .addOption(twiceOption())
    .addOption(distanceOption())
    .action((id: string, given: string, _options, command: Command) => {
      const options = optionsOf<{ twice?: boolean }>(command);
      return runEdit(options, ({ handlers, distance, call }) =>
        handlers['people.name']({ id, name: given, distance, merge: options.twice }, call),
      );
    });

/** Without this option, people who appear in one photo are not merged. */
export const twiceOption = () =>
  new Option('--twice', 'also where that person is in the same photo already: a mirror, or a collage');

const merge = () =>
  part('merge', 'put people together for good; the first with a name keeps it', [
    'merge p3 c12 c40',
    'merge p3 c12 --twice',
  ])
    .addArgument(peopleArgument())
    .addOption(twiceOption())
    .addOption(distanceOption())
    .action((ids: string[], _options, command: Command) => {
      const options = optionsOf<{ twice?: boolean }>(command);
      return runEdit(options, ({ handlers, distance, call }) =>
        handlers['people.merge']({ ids, distance, merge: options.twice }, call),
      );
    });

const split = () =>
  part('split', 'make faces of a person another person; the two stay apart for good', ['split p3 120 121'])
    .addArgument(personArgument())
    .addArgument(facesArgument())
    .addOption(distanceOption())
    .action((id: string, faces: number[], _options, command: Command) =>
      runEdit(optionsOf(command), ({ handlers, distance, call }) =>
        handlers['people.split']({ id, faces, distance }, call),
      ),
    );

const move = () =>
  part('move', 'give faces to another person, or to a new one', [
    'move 120 121 --to p3',
    'move 120 121 --name Marie',
    'move 120 121',
  ])
    .addArgument(facesArgument())
    .addOption(personOption('--to <id>', 'whom to').conflicts('name'))
    .option('--name <name>', 'to the one with this name, who is made where there is none')
    .addOption(twiceOption())
    .addOption(distanceOption())
    .action((faces: number[], _options, command: Command) => {
      const options = optionsOf<{ to?: string; name?: string; twice?: boolean }>(command);
      const { to = null, name, twice: merge } = options;
      return runEdit(options, ({ handlers, distance, call }) =>
        handlers['faces.assign']({ faces, to, name, distance, merge }, call),
      );
    });

const reject = () =>
  part('reject', 'say that faces are not a person', ['reject 120 121 --from p3'])
    .addArgument(facesArgument())
    .addOption(personOption('--from <id>', 'who they are not').makeOptionMandatory())
    .addOption(distanceOption())
    .action((faces: number[], _options, command: Command) => {
      const options = optionsOf<{ from: string }>(command);
      return runEdit(options, ({ handlers, distance, call }) =>
        handlers['faces.reject']({ faces, from: options.from, distance }, call),
      );
    });

const hide = () =>
  part('hide', 'hide people, at every distance', ['hide c12 c40'])
    .addArgument(peopleArgument())
    .addOption(distanceOption())
    .action((ids: string[], _options, command: Command) =>
      runEdit(optionsOf(command), ({ handlers, distance, call }) =>
        handlers['people.hide']({ ids, distance }, call),
      ),
    );

const show = () =>
  part('show', 'take people out of hiding', ['show p7'])
    .addArgument(peopleArgument())
    .action((ids: string[], _options, command: Command) =>
      runEdit(optionsOf(command), ({ handlers, call }) => handlers['people.show']({ ids }, call)),
    );

const cover = () =>
  part('cover', 'choose the face that stands for a person', ['cover p3 120'])
    .addArgument(personArgument())
    .addArgument(faceArgument())
    .addOption(distanceOption())
    .action((id: string, face: number, _options, command: Command) =>
      runEdit(optionsOf(command), ({ handlers, distance, call }) =>
        handlers['people.cover']({ id, face, distance }, call),
      ),
    );

const forget = () =>
  removing('forget', 'delete the faces and the name of a person; the photos stay', [
    'people forget p3 --dry-run',
    'people forget c12 --yes --purge --backups',
  ])
    .addArgument(personArgument())
    .addOption(distanceOption())
    .action((id: string, _options, command: Command) =>
      runRemoval(command, ({ distance }) => ({ kind: 'person', id, distance })),
    );
