import { Command } from 'commander';
import { labDescriptions } from '../../cli/laboratory.ts';
import { calibrationCommand } from './evaluate/calibration.ts';
import { albumsCommand } from './evaluate/albums.ts';
import { clusteringCommand } from './evaluate/clustering.ts';
import { detectionCommand } from './evaluate/detection.ts';
import { fineTuningCommand } from './evaluate/fine-tuning.ts';
import { identificationCommand } from './evaluate/identification.ts';
import { kindsCommand } from './evaluate/kinds.ts';
import { projectionCommand } from './evaluate/projection.ts';
import { scratchCommand } from './evaluate/scratch.ts';
import { smallFacesCommand } from './evaluate/small-faces.ts';
import { verificationCommand } from './evaluate/verification.ts';
import { youthCommand } from './evaluate/youth.ts';
import { videoCommand } from './evaluate/video.ts';

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description(labDescriptions.evaluate)
    .addCommand(verificationCommand())
    .addCommand(videoCommand())
    .addCommand(identificationCommand())
    .addCommand(detectionCommand())
    .addCommand(smallFacesCommand())
    .addCommand(clusteringCommand())
    .addCommand(albumsCommand())
    .addCommand(kindsCommand())
    .addCommand(youthCommand())
    .addCommand(calibrationCommand())
    .addCommand(projectionCommand())
    .addCommand(fineTuningCommand())
    .addCommand(scratchCommand());
}
