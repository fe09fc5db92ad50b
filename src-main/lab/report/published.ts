/**
 * Figures from "FaceNet: A Unified Embedding for Face Recognition and Clustering" (Schroff, Kalenichenko and
 * Philbin, CVPR 2015, arXiv 1503.03832), in percent. What follows ± is the standard error of the mean.
 */
export const faceNet = {
  title: 'FaceNet, 2015',
  /** Labeled Faces in the Wild, all ten folds. */
  lfw: [
    { label: 'FaceNet, aligned', value: 99.63, error: 0.09 },
    { label: 'FaceNet, centre crop', value: 98.87, error: 0.15 },
  ],
  /** YouTube Faces, by the number of frames of a video. */
  youTubeFaces: [
    { label: 'FaceNet, 100 frames', value: 95.12, error: 0.39 },
    { label: 'FaceNet, 1,000 frames', value: 95.18, error: null },
    { label: 'DeepID2+', value: 93.2, error: null },
    { label: 'DeepFace', value: 91.4, error: null },
  ],
  /** Threshold for LFW, a squared Euclidean distance, 0 to 4. */
  lfwThresholdSquared: 1.242,
  /** VAL at FAR 0.001 of the paper's own hold-out of a million photos, by network. */
  networks: [
    { name: 'NN1', what: 'Zeiler and Fergus, 220 px', parameters: '140 M', val: 87.9, error: 1.9 },
    { name: 'NN2', what: 'Inception, 224 px', parameters: '7.5 M', val: 89.4, error: 1.6 },
    { name: 'NN3', what: 'Inception, 160 px', parameters: '7.5 M', val: 88.3, error: 1.7 },
    { name: 'NN4', what: 'Inception, 96 px', parameters: '6.6 to 7.5 M', val: 82.0, error: 2.3 },
    { name: 'NNS1', what: 'mini, 165 px', parameters: '26 M', val: 82.4, error: 2.4 },
    { name: 'NNS2', what: 'tiny, 140 × 116 px', parameters: '4.3 M', val: 51.9, error: 2.9 },
  ],
  /** The same rate of NN1 or of a network like it, by one property each. */
  effects: [
    {
      title: 'Numbers in a vector',
      rows: [
        ['64', 86.8],
        ['128', 87.9],
        ['256', 87.7],
        ['512', 85.6],
      ],
    },
    {
      title: 'JPEG quality',
      rows: [
        ['10', 67.3],
        ['20', 81.4],
        ['30', 83.9],
        ['50', 85.5],
        ['70', 86.1],
        ['90', 86.5],
      ],
    },
    {
      title: 'Pixels of a face',
      rows: [
        ['40 × 40', 37.8],
        ['80 × 80', 79.5],
        ['120 × 120', 84.5],
        ['160 × 160', 85.7],
        ['256 × 256', 86.4],
      ],
    },
    {
      title: 'Photos trained on',
      rows: [
        ['2.6 M', 76.3],
        ['26 M', 85.1],
        ['52 M', 85.1],
        ['260 M', 86.2],
      ],
    },
  ] as { title: string; rows: [string, number][] }[],
};

/**
 * Published figures of grouping faces, in percent; null where a source does not state one. FaceNet shows groups and states
 * none. Rows of learn-to-cluster are from its table of results (yl-1993/learn-to-cluster).
 */
export const publishedClustering: {
  set: string;
  method: string;
  pairwise: number | null;
  bcubed: number | null;
  source: string;
}[] = [
  {
    set: 'LFW, 13,233 photos',
    method: 'approximate rank order',
    pairwise: 87,
    bcubed: null,
    source: 'Otto, Wang and Jain 2016',
  },
  {
    set: 'YouTube Faces',
    method: 'Chinese whispers',
    pairwise: 72.9,
    bcubed: 70.55,
    source: 'learn-to-cluster',
  },
  {
    set: 'YouTube Faces',
    method: 'DBSCAN on neighbours',
    pairwise: 91.35,
    bcubed: 89.34,
    source: 'learn-to-cluster',
  },
  {
    set: 'YouTube Faces',
    method: 'single linkage',
    pairwise: 93.07,
    bcubed: 87.98,
    source: 'learn-to-cluster',
  },
  {
    set: 'YouTube Faces',
    method: 'GCN-D, learned',
    pairwise: 94.44,
    bcubed: 91.33,
    source: 'learn-to-cluster',
  },
];
