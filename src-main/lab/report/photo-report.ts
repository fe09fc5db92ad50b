import { basename, dirname, parse } from 'node:path';
import type { VerificationResult } from '../protocols/verify-photos.ts';
import type { ReportContext } from './context.ts';
import { type Sitter, verificationReport } from './verification-report.ts';

/** The report on verification of photos as one HTML page. */
export function photoReport(result: VerificationResult, context: ReportContext): Promise<string> {
  const { scored, folds, photos: count, missed, failed, central } = result;
  const sitter = (path: string): Sitter => ({ ...nameOf(path), path, box: central.get(path)?.box ?? null });
  return verificationReport(
    { things: 'photos', figures: result, folds, scored, count, missed, failed, sitter },
    context,
  );
}

/** A photo by its folder, which is its person's, and by what its name adds to that. */
export function nameOf(path: string): { person: string; item: string } {
  const folder = basename(dirname(path));
  const stem = parse(path).name;
  return {
    person: folder.replaceAll('_', ' '),
    item: stem.startsWith(`${folder}_`) ? stem.slice(folder.length + 1) : stem,
  };
}
