import { firstItems, required } from '../../common/elements.ts';
import type { VideoResult } from '../protocols/verify-videos.ts';
import type { ReportContext } from './context.ts';
import { counted } from './format.ts';
import { type Sitter, verificationReport } from './verification-report.ts';

/** The report on verification of videos as one HTML page; a video is shown by the middle frame with a face. */
export function videoReport(result: VideoResult, context: ReportContext): Promise<string> {
  const { scored, folds, videos: count, missed, failed, found, frames, framesMissed } = result;
  const sitter = (video: string): Sitter => {
    const [person, item] = firstItems(video.split('/'), 2);
    const withFace = required(found.get(video));
    const middle = withFace[Math.floor((withFace.length - 1) / 2)];
    const shown = middle ?? { path: required(result.firstFrames.get(video)), face: null };
    return { person: person.replaceAll('_', ' '), item, path: shown.path, box: shown.face?.box ?? null };
  };
  const missedNote = `Of all ${counted(frames, 'frame')} looked at, ${counted(framesMissed, 'frame')} had none.`;
  return verificationReport(
    { things: 'videos', figures: result, folds, scored, count, missed, failed, sitter, missedNote },
    context,
  );
}
