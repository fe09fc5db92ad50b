import type { Purged, RemovalPlan, RemovalTarget } from '../../contract/removals.ts';
import { count } from '../words.ts';

/** Number of names listed; the rest is counted. */
const namesTold = 10;

/** Describes the scope of a removal, in lines. */
export function describePlan(plan: RemovalPlan, target: RemovalTarget | null): string {
  const { photos, faces, labels, names, received, models, backups } = plan;
  const lines = [
    `This takes out of the library: ${[count(photos, 'photo'), count(faces, 'face')].join(', ')}.`,
  ];
  if (labels > 0) lines.push(`${count(labels, 'face has', 'faces have')} been given to somebody.`);
  if (names.length > 0) lines.push(`Nothing is left of ${listed(names)}.`);
  if (received > 0) {
    lines.push(
      `${count(received, 'file')} that a browser sent lie in the library itself: a purge deletes them.`,
    );
  }
  for (const { id, active } of models) {
    const use = active ? 'it is in use' : '--models deletes it with the purge';
    lines.push(`The model ${id} was trained on some of these faces: ${use}.`);
  }
  if (backups > 0)
    lines.push(`${count(backups, 'backup')} of the library may hold them still: see --backups.`);
  if (target?.kind === 'person')
    lines.push('New photos of the same person will show them as somebody without a name.');
  return `${lines.join('\n')}\n`;
}

export function describePurged({ removals, photos, faces, models, backups }: Purged): string {
  if (removals === 0) return 'There is nothing to purge.\n';
  const parts = [
    count(photos, 'photo'),
    count(faces, 'face'),
    ...(models.length > 0 ? [count(models.length, 'model')] : []),
    ...(backups > 0 ? [count(backups, 'backup')] : []),
  ];
  return `Deleted for good from the library: ${parts.join(', ')}.\n`;
}

function listed(names: readonly string[]): string {
  const more = names.length - namesTold;
  return [...names.slice(0, namesTold), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
