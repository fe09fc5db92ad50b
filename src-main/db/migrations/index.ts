import type { Migration } from './migration.ts';
import { photosFacesPeople } from './0001-photos-faces-people.ts';
import { faceQuality } from './0002-face-quality.ts';

export const migrations: readonly Migration[] = [photosFacesPeople, faceQuality];

/** The schema this build writes. */
export const schemaVersion = migrations.length;
