import { type Dirent, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Batches of photos that a browser sent and that were not imported, because the process ended first. Partly received
 * files and empty batches are deleted.
 * @param root folder of received batches
 * @returns folders to import; importing them again is harmless
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
