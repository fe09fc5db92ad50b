/** A box of an ISO media file, JPEG XL or JPEG 2000 (ISO/IEC 14496-12, 4.2; 15444-1, annex I). */
interface Box {
  type: string;
  content: Buffer;
}

/** The boxes at the top of a file, without those that extend beyond its end. */
export function* topBoxes(file: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= file.length;) {
    const type = file.toString('latin1', at + 4, at + 8);
    let [head, size] = [8, file.readUInt32BE(at)];
    if (size === 1 && at + 16 <= file.length) [head, size] = [16, Number(file.readBigUInt64BE(at + 8))];
    if (size === 0) size = file.length - at;
    if (size < head || at + size > file.length) return;
    yield { type, content: file.subarray(at + head, at + size) };
    at += size;
  }
}
