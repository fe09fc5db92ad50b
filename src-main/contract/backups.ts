import { z } from 'zod';

const count = z.number().int().min(0);

/**
 * Why a backup was made: once a day, because the user asked, or before a newer schema, another model, a removal or a
 * restore.
 */
export const backupReason = z.enum(['daily', 'asked', 'migration', 'model-switch', 'removal', 'restore']);

/** Name of a backup, such as `0007-daily-2026-11-27`: a number that only grows, the reason, and the day in UTC. */
export const backupName = z.string().regex(/^\d{4,9}-[a-z-]{1,20}-\d{4}-\d\d-\d\d$/);

/** A copy of all that a library knows but its pictures, which come from the photos again. */
export const backup = z.object({
  name: backupName,
  reason: backupReason,
  /** When it was made. ISO 8601, UTC. */
  at: z.string(),
  /** Size on the disk. */
  bytes: count,
  /** Numbers of photos, faces and named people in the backup. Null if it cannot be read. */
  holds: z.object({ photos: count, faces: count, named: count }).nullable(),
});

export type BackupReason = z.infer<typeof backupReason>;
export type Backup = z.infer<typeof backup>;
