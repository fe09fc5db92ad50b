import { type Dirent, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The batches of photos that a browser handed over and that were never imported, because the process ended before all
 * of them had come. What had come only in part goes, and so do batches in which nothing is left.
 * @param root where they are received
 * @returns folders to be imported, which do no harm where they were imported already
 */
export function abandonedBatches(root: string): string[] {
  return entriesOf(root).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    const batch = join(root, entry.name);
    for (const part of entriesOf(batch)) {
      if (part.name.startsWith('.')) rmSync(join(batch, part.name), { recursive: true, force: true });
    }
    if (entriesOf(batch).length > 0) return [batch];
    rmSync(batch, { recursive: true, force: true });
    return [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
