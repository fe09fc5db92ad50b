import type { Migration } from './migration.ts';
import { photosFacesPeople } from './0001-photos-faces-people.ts';
import { faceQuality } from './0002-face-quality.ts';
import { ownModels } from './0003-own-models.ts';
import { peopleCorrections } from './0004-people-corrections.ts';
import { trainingRuns } from './0005-training-runs.ts';
import { filesOnDisk } from './0006-files-on-disk.ts';
import { removals } from './0007-removals.ts';
import { writtenNames } from './0008-written-names.ts';
import { dates } from './0009-dates.ts';
import { cutShort } from './0010-cut-short.ts';
import { personFacts } from './0011-person-facts.ts';
import { stacks } from './0012-stacks.ts';
import { films } from './0013-films.ts';

export const migrations: readonly Migration[] = [
  photosFacesPeople,
  faceQuality,
  ownModels,
  peopleCorrections,
  trainingRuns,
  filesOnDisk,
  removals,
  writtenNames,
  dates,
  cutShort,
  personFacts,
  stacks,
  films,
];

/** Schema version of this build. */
export const schemaVersion = migrations.length;
