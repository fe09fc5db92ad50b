import type { LibraryStatus } from '../contract/models.ts';
import { countFaces } from '../db/faces.ts';
import type { ReadableDb } from '../db/open.ts';
import { countPeople } from '../db/people.ts';
import { countMissingPhotos, countPhotos } from '../db/photos.ts';
import type { Recogniser } from '../faces/recogniser.ts';
import type { Imports } from '../services/imports/imports.ts';
import { samplePhotos } from '../services/imports/samples.ts';
import { activeModel } from '../services/model-session/active-model.ts';
import { activeCalibration, ownStrangers } from '../services/model-session/calibration.ts';
import { distanceChoices, startingGrouping } from '../services/model-session/grouping.ts';
import { readOwnDistance } from '../services/model-session/own-distance.ts';
import type { Models } from '../services/models/models.ts';
import { version } from '../version.ts';

export interface StatusParts {
  db: ReadableDb;
  directory: string;
  imports: Imports;
  models: Models;
  device: Recogniser['device'];
  revision: number;
}

/** Counts, settings and work under way: everything that a view needs to begin with. */
export function libraryStatus({
  db,
  directory,
  imports,
  models,
  device,
  revision,
}: StatusParts): LibraryStatus {
  return {
    version,
    revision,
    directory,
    photos: countPhotos(db),
    faces: countFaces(db),
    named: countPeople(db),
    failed: imports.failedPhotos,
    missing: countMissingPhotos(db),
    offline: imports.folders
      .list()
      .filter(({ state }) => state === 'offline')
      .map(({ path }) => path),
    ...startingGrouping(db),
    distances: distanceChoices(db),
    ownDistance: readOwnDistance(db, activeModel(db))?.distance ?? null,
    calibratedOn: ownStrangers(db).length > 0 ? 'library' : 'others',
    calibration: activeCalibration(db),
    model: models.status,
    device,
    samples: samplePhotos().length > 0,
    import: imports.progress,
  };
}
