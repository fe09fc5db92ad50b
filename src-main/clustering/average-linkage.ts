/** Two clusters becoming one. `a` and `b` are any member of each; `distance` is that between the clusters. */
export interface Merge {
  a: number;
  b: number;
  distance: number;
}

/**
 * Average linkage (UPGMA): the distance of two clusters is the mean Euclidean distance over all pairs of
 * their members. Two faces in one photo are two people, so their distance counts as infinite, and so does,
 * by the averaging, that of any two clusters that hold such a pair: no merge ever joins them.
 *
 * Nearest-neighbour chains (Murtagh 1983) find the exact dendrogram in O(n²) time, because average linkage is
 * reducible: merging two mutual nearest neighbours brings no third cluster nearer to them. The distance
 * matrix takes 2 n² bytes.
 *
 * @param vectors n unit vectors of `dimension` floats, one after the other
 * @param groups n numbers; points with the same one are never joined (a face's photo)
 * @returns at most n - 1 merges, nearest first; a cut at a distance is the union of the merges up to it
 */
export function linkAverage(vectors: Float32Array, dimension: number, groups: ArrayLike<number>): Merge[] {
  const n = groups.length;
  const distances = pairwiseDistances(vectors, dimension, groups);
  const sizes = new Float64Array(n).fill(1);
  const active = Uint32Array.from({ length: n }, (_, i) => i);
  let remaining = n;
  const merges: Merge[] = [];
  const chain: number[] = [];

  while (remaining > 1) {
    if (chain.length === 0) chain.push(active[0]);
    const tip = chain[chain.length - 1];
    const before = chain.length > 1 ? chain[chain.length - 2] : -1;
    let nearest = before;
    let shortest = before < 0 ? Infinity : distances[condensed(n, tip, before)];
    for (let k = 0; k < remaining; k++) {
      const other = active[k];
      if (other === tip) continue;
      const distance = distances[condensed(n, tip, other)];
      if (distance < shortest) {
        shortest = distance;
        nearest = other;
      }
    }
    if (nearest < 0) {
      // Everything left is infinitely far from the tip: it is done, and so leaves the chain and the set.
      chain.pop();
      remaining = remove(active, remaining, tip);
    } else if (nearest === before) {
      chain.length -= 2;
      merges.push({ a: tip, b: before, distance: shortest });
      remaining = remove(active, remaining, before);
      absorb(distances, n, active.subarray(0, remaining), sizes, tip, before);
    } else {
      chain.push(nearest);
    }
  }
  return merges.sort((x, y) => x.distance - y.distance || x.a - y.a || x.b - y.b);
}

/** Place of a pair in the upper triangle of an n x n matrix, row by row without the diagonal. */
function condensed(n: number, i: number, j: number): number {
  return i < j ? i * n - (i * (i + 1)) / 2 + (j - i - 1) : j * n - (j * (j + 1)) / 2 + (i - j - 1);
}

function pairwiseDistances(
  vectors: Float32Array,
  dimension: number,
  groups: ArrayLike<number>,
): Float32Array {
  const n = groups.length;
  const distances = new Float32Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const a = i * dimension;
    for (let j = i + 1; j < n; j++) {
      const b = j * dimension;
      let dot = 0;
      for (let k = 0; k < dimension; k++) dot += vectors[a + k] * vectors[b + k];
      distances[at++] = groups[i] === groups[j] ? Infinity : Math.sqrt(Math.max(0, 2 - 2 * dot));
    }
  }
  return distances;
}

/** Takes a member out of the first `count` of `set`; returns how many are left. */
function remove(set: Uint32Array, count: number, member: number): number {
  const at = set.indexOf(member);
  set.copyWithin(at, at + 1, count);
  return count - 1;
}

/** Lance-Williams update: cluster `kept` takes in `gone`. */
function absorb(
  distances: Float32Array,
  n: number,
  others: Uint32Array,
  sizes: Float64Array,
  kept: number,
  gone: number,
): void {
  const total = sizes[kept] + sizes[gone];
  for (const other of others) {
    if (other === kept) continue;
    const to = condensed(n, kept, other);
    distances[to] =
      (sizes[kept] * distances[to] + sizes[gone] * distances[condensed(n, gone, other)]) / total;
  }
  sizes[kept] = total;
}
