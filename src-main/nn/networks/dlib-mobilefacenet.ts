import type { FloatTensor, Graph } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { dlibEmbedding, dlibResNetNormalisation, dlibResNetSide } from './dlib-resnet.ts';
import type { WeightSource } from './kernels.ts';
import { dense, type FeatureMap, normalised, pixelPlanes } from './layers.ts';
import {
  mobileFaceNetEmbedding,
  mobileFaceNetNormalisation,
  mobileFaceNetSide,
  mobileFaceNetWidth,
} from './mobilefacenet.ts';
import { crop, resample } from './resampling.ts';

/**
 * [Note: One frame for two networks]
 * Both networks see the same aligned chip, so that a face is cut out of its photo once. The mean face is 100 pixels
 * wide in it, as in the 150 pixels that dlib's network was trained on (padding 0.25), which are a part of the chip, pixel
 * for pixel. MobileFaceNet was trained on faces that five points lay on ArcFace's template. The mean face lies in that
 * template as it lies in a frame with a padding of 0.34 that was moved up by 0.145 of its side: 168 pixels here, which
 * are brought to 112. Vectors of the one frame tell people apart as well as those of frames of their own
 * (`lab/experiments/networks.md` has the figures).
 */
export const jointChip = {
  /** Side in pixels. */
  size: 184,
  /** Offsets of the frames of the two networks in the chip, and the side of the second; in pixels. */
  dlib: { left: 17, top: 34 },
  mobileFaceNet: { left: 8, top: 0, side: 168 },
} as const;

/** Length of dlib's vectors. */
export const dlibWidth = 128;
/** Length of the two networks' vectors behind one another. */
export const jointWidth = dlibWidth + mobileFaceNetWidth;
export const jointDimension = 128;

export interface JointWeights {
  dlib: WeightSource;
  mobileFaceNet: WeightSource;
  /** [320, 128]: what becomes of both unit vectors behind one another; see `lab/protocols/projection.ts`. */
  projection: FloatTensor;
}

/**
 * dlib's ResNet and MobileFaceNet as one network: both look at the face, their unit vectors are laid behind one another
 * and projected to 128 numbers.
 *
 * Output `embedding`: float32 [batch, 128], of unit length.
 */
export function dlibMobileFaceNet({ dlib, mobileFaceNet, projection }: JointWeights): Graph {
  const graph = new GraphBuilder('dlib-mobilefacenet-128');
  const chip = pixelPlanes(graph, jointChip.size);
  const first = dlibEmbedding(graph, dlibFrame(graph, chip), dlib);
  const second = mobileFaceNetEmbedding(graph, mobileFaceNetFrame(graph, chip), mobileFaceNet);
  const joined = graph.node('Concat', [unit(graph, first), unit(graph, second)], { axis: 1 }, 'joined');
  const projected = dense(graph, joined, projection, { name: 'projection' });
  graph.output(unit(graph, projected, 'embedding'), 'float32', ['batch', jointDimension]);
  return graph.build();
}

function dlibFrame(graph: GraphBuilder, chip: FeatureMap): FeatureMap {
  const frame = crop(graph, chip, { ...jointChip.dlib, side: dlibResNetSide });
  return normalised(graph, frame, dlibResNetNormalisation);
}

function mobileFaceNetFrame(graph: GraphBuilder, chip: FeatureMap): FeatureMap {
  const frame = resample(graph, crop(graph, chip, jointChip.mobileFaceNet), mobileFaceNetSide);
  return normalised(graph, frame, mobileFaceNetNormalisation);
}

const unit = (graph: GraphBuilder, x: string, output?: string): string =>
  graph.node('LpNormalization', [x], { axis: 1, p: 2 }, output);
