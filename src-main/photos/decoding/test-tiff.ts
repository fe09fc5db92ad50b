/** A picture in a TIFF file made by a test. */
export interface TestPicture {
  width: number;
  height: number;
  data: Buffer;
  /** Additional tags by number, with values of type short. */
  tags: Record<number, number>;
}

const [short, long] = [3, 4];

/** A little-endian TIFF file with one main picture and others nested in it, like a camera's raw file. */
export function testTiff(main: TestPicture, within: readonly TestPicture[]): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  let at = 8;
  const append = (bytes: Buffer): number => {
    const start = at;
    parts.push(bytes, Buffer.alloc(bytes.length % 2));
    at += bytes.length + (bytes.length % 2);
    return start;
  };
  const directory = ({ width, height, data, tags }: TestPicture, subIfds: readonly number[]): number => {
    const pixelsAt = append(data);
    const isColour = tags[262] === 2 || tags[262] === 6;
    const bitsAt = append(Buffer.from(new Uint16Array([8, 8, 8]).buffer));
    const listAt = subIfds.length > 1 ? append(Buffer.from(new Uint32Array(subIfds).buffer)) : subIfds[0]!;
    const entries: [tag: number, type: number, count: number, value: number][] = [
      [256, long, 1, width],
      [257, long, 1, height],
      isColour ? [258, short, 3, bitsAt] : [258, short, 1, 8],
      [273, long, 1, pixelsAt],
      [277, short, 1, isColour ? 3 : 1],
      [278, long, 1, height],
      [279, long, 1, data.length],
      ...Object.entries(tags).map(([tag, value]): [number, number, number, number] => [
        Number(tag),
        short,
        1,
        value,
      ]),
    ];
    if (subIfds.length > 0) entries.push([330, long, subIfds.length, listAt]);
    entries.sort(([a], [b]) => a - b);
    const bytes = Buffer.alloc(2 + 12 * entries.length + 4);
    bytes.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, count, value], i) => {
      const entry = 2 + 12 * i;
      bytes.writeUInt16LE(tag, entry);
      bytes.writeUInt16LE(type, entry + 2);
      bytes.writeUInt32LE(count, entry + 4);
      bytes.writeUInt32LE(value, entry + 8);
    });
    return append(bytes);
  };
  const subIfds = within.map((picture) => directory(picture, []));
  const first = directory(main, subIfds);
  parts[0]!.writeUInt32LE(first, 4);
  return Buffer.concat(parts);
}
