import { type Command, InvalidArgumentError } from 'commander';
import { isPhotoDate } from '../../contract/dates.ts';
import { distanceOption, personArgument } from '../edits/arguments.ts';
import { runEdit } from '../edits/edit-library.ts';
import { optionsOf, part } from './correcting.ts';

/** Text for an unknown date. */
const unknown = 'none';

/** Commands that say something about a person; each is one edit. */
export function factCommands(): Command[] {
  return [favourite(), birth()];
}

const favourite = () =>
  part('favourite', 'list a person before all others', ['favourite p3', 'favourite p3 --off'])
    .addArgument(personArgument())
    .option('--off', 'no longer')
    .addOption(distanceOption())
    .action((id: string, _options, command: Command) => {
      const options = optionsOf<{ off?: boolean }>(command);
      return runEdit(options, ({ handlers, distance, call }) =>
        handlers['people.favourite']({ id, on: options.off !== true, distance }, call),
      );
    });

const birth = () =>
  part('birth', 'say when a person was born, so that the age is shown with each photo', [
    'birth p3 1987-05-04',
    'birth p3 1987',
    `birth p3 ${unknown}`,
  ])
    .addArgument(personArgument())
    .argument('<date>', `year, month or day; ${unknown} where it is not known`, readBirth)
    .addOption(distanceOption())
    .action((id: string, date: string, _options, command: Command) =>
      runEdit(optionsOf(command), ({ handlers, distance, call }) =>
        handlers['people.birth']({ id, date: date === unknown ? null : date, distance }, call),
      ),
    );

function readBirth(text: string): string {
  if (text === unknown || (isPhotoDate(text) && text.length <= 10)) return text;
  throw new InvalidArgumentError(`It takes a date as 1987, 1987-05 or 1987-05-04, or ${unknown}.`);
}
