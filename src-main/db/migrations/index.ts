import type { Migration } from './migration.ts';
import { photosFacesPeople } from './0001-photos-faces-people.ts';

export const migrations: readonly Migration[] = [photosFacesPeople];

/** The schema this build writes. */
export const schemaVersion = migrations.length;
