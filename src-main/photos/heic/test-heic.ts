import { gunzipSync } from 'node:zlib';

/**
 * For tests: HEIC files like those of phones, assembled without an encoder from one HEVC picture of 512
 * pixels.
 */

/** The decoder configuration (`hvcC`) of the tile, made by x265 from four asymmetric blocks of colour. */
const tileConfiguration =
  'AQNwAAAAAAAAAAAAWvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAWroCQCEAAQAsQgEBA3AAAAMAkAAAAwAAAwBa' +
  'oAQCAIBZbqSRprm4EBAwIAAAAwAgAAADACEiAAEAB0QBwXKwYkA=';

/** The coded tile. */
const tileBytes =
  'AAABXigBr1EGtmonZwwg+Q6SX//x+V//VyZD5X9zGxkj8D9cb5eAap/1DtORZCBv+HG3DNx4RVOCmAAroKXYd+AJMECvgitlnDKM' +
  'hvhxborXUGEcEi689/ei3Gn1y9bAAAAK6JMCbDwDSSdfgs4ZRkN8gDCPsteplJnXX+A55y4WiHU5yB0vYzQAABEQhwAAAwN8DWUL' +
  'S7HVDzpJCfl5uc3+1aiL2OPX68aw4C/IffGeAABUQCk9MzP/9Ieq/YKif9hw0AAAAwAAbfTeABvwAAADAASL3gNGmPj505Y9Ies7' +
  'LM6R7ofeiMVZBwABsdm3SAEsWWlmW7fJaJhs4AAjoAAAAwAnEGG7/6Gvzpyx6Q9Z2WZ3LHgonrPktBwABsdm3SAEsWWlmW7ff5NP' +
  'tcgAWcAAAAMAes1q9GmPj505Y9Ies7LND13wUr1nyWg4AA2OzbpACWLLSzLdvzHWoY+QAL6A';

/**
 * A whole HEIC file of 8,064 x 6,048 grey pixels in one piece, made by libheif and x265, compressed by gzip.
 */
const grey48 =
  'H4sIAAAAAAACA+3Wvy9DQRwA8O/1KRWtNigVrRaJUIkQBraG/gEGg4Wk6Q/vEo9DI5gqwihvMhk6mQzdJCaDQUxiRsJm60hSqe9r' +
  'y2Dv94V+L/fuvnf37n1y78flAUAwk91TelomAZMhM5NWbMhEBkDEjXQ2AdU0oKfWtmoxKJnMwq/UrmTWqEQCj0G5tlG5ZDyGbVHp' +
  '1qs1QPQTiyEp1zM/5/uxkXbUWvpOctIKb6TaUlifS5XcwHofB+aFpn7MchFKn+/vAF4tghMDMeEW5bJ1ggamVWAuXzliAzg4PifE' +
  'r5E8lFywcnT6Njs6vt7U5HZZvdUiNohTmuPievOwA6Euua3SVTOcA+jJY+BTcldaPZrLhZOgWyrj+27hkrUDxyHAmNNIJfBeRT9G' +
  'xEWq7TX8vPy0HHx8PKtLypvDJ9NTd57Ll1xtjaTZGfdE7HA1cBzb4/p9drir1zaofQV6VHjpTe2B3GxZJCdbd8nJthly0h0gJz06' +
  'Odm+RE566V8f7y056SuSkx0L5GQnPdk1QU76FTnZbZKTPfTPMkC/yl76v67ee3qSfvfpo/8ubfittIEM0pMh+q0gVGgEsp9+9+k3' +
  'G4IsMlmXHPYx+W/IQkOQZkOQBSaZZJJJJplkkkkmmWSSSSaZZJJJJplkksm/S77lvgAy45WjZSwAAA==';

/** 48 megapixels in one piece. Phones do not write such files, other encoders may. */
export const heicInOnePiece = (): Buffer => gunzipSync(Buffer.from(grey48, 'base64'));

const tileSide = 512;

/** The transformation of a picture (ISO/IEC 23008-12, 6.5.10 and 6.5.12). */
export interface Turned {
  /** Quarter turns anticlockwise. */
  quarters?: 0 | 1 | 2 | 3;
  mirrored?: boolean;
}

/** A HEIC file with a grid of equal tiles; the last ones extend beyond the picture. */
export function heicInTiles(width: number, height: number, { quarters = 0, mirrored }: Turned = {}): Buffer {
  const [columns, rows] = [Math.ceil(width / tileSide), Math.ceil(height / tileSide)];
  const tiles = Array.from({ length: columns * rows }, (_, i) => i + 2);
  const properties = [
    box('hvcC', Buffer.from(tileConfiguration, 'base64')),
    fullBox('ispe', u32(tileSide), u32(tileSide)),
    fullBox('ispe', u32(width), u32(height)),
    box('irot', u8(quarters)),
    ...(mirrored ? [box('imir', u8(1))] : []),
  ];
  const ofGrid = properties.slice(2).map((_, i) => i + 3);
  const association = (item: number, indices: number[]) => [
    u16(item),
    u8(indices.length),
    ...indices.map((index) => u8(0x80 | index)),
  ];
  const pixels = Buffer.from(tileBytes, 'base64');
  const grid = Buffer.concat([u8(0, 0, rows - 1, columns - 1), u16(width), u16(height)]);
  const type = box('ftyp', text('heic'), u32(0), text('mif1heic'));
  const meta = (dataAt: number) =>
    fullBox(
      'meta',
      fullBox('hdlr', u32(0), text('pict'), Buffer.alloc(13)),
      fullBox('pitm', u16(1)),
      fullBox('iinf', u16(tiles.length + 1), item(1, 'grid'), ...tiles.map((id) => item(id, 'hvc1'))),
      fullBox('iref', box('dimg', u16(1), u16(tiles.length), ...tiles.map((id) => u16(id)))),
      box(
        'iprp',
        box('ipco', ...properties),
        fullBox(
          'ipma',
          u32(tiles.length + 1),
          ...association(1, ofGrid),
          ...tiles.flatMap((id) => association(id, [1, 2])),
        ),
      ),
      fullBox(
        'iloc',
        u8(0x44, 0),
        u16(tiles.length + 1),
        ...place(1, dataAt, grid.length),
        ...tiles.flatMap((id) => place(id, dataAt + grid.length, pixels.length)),
      ),
    );
  const dataAt = type.length + meta(0).length + 8;
  return Buffer.concat([type, meta(dataAt), box('mdat', grid, pixels)]);
}

/** A sequence of one frame (ISO/IEC 23008-12, 7) without a still picture beside it. */
export function heicSequence(): Buffer {
  const frame = Buffer.from(tileBytes, 'base64');
  const type = box('ftyp', text('hevc'), u32(0), text('msf1hevciso8'));
  const unity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32);
  const entry = box(
    'hvc1',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(16),
    u16(tileSide),
    u16(tileSide),
    u32(0x480000),
    u32(0x480000),
    u32(0),
    u16(1),
    Buffer.alloc(32),
    u16(24),
    u16(0xffff),
    box('hvcC', Buffer.from(tileConfiguration, 'base64')),
    fullBox('ccst', u32(0)),
  );
  const movie = (dataAt: number) =>
    box(
      'moov',
      fullBox(
        'mvhd',
        u32(0),
        u32(0),
        u32(1),
        u32(1),
        u32(0x10000),
        u16(0x100),
        Buffer.alloc(10),
        ...unity,
        Buffer.alloc(24),
        u32(2),
      ),
      box(
        'trak',
        box(
          'tkhd',
          u32(3),
          u32(0),
          u32(0),
          u32(1),
          u32(0),
          u32(1),
          Buffer.alloc(8),
          u16(0),
          u16(0),
          u16(0),
          u16(0),
          ...unity,
          u32(tileSide << 16),
          u32(tileSide << 16),
        ),
        box(
          'mdia',
          fullBox('mdhd', u32(0), u32(0), u32(1), u32(1), u16(0x55c4), u16(0)),
          fullBox('hdlr', u32(0), text('pict'), Buffer.alloc(13)),
          box(
            'minf',
            box('vmhd', u32(1), Buffer.alloc(8)),
            box('dinf', fullBox('dref', u32(1), box('url ', u32(1)))),
            box(
              'stbl',
              fullBox('stsd', u32(1), entry),
              fullBox('stts', u32(1), u32(1), u32(1)),
              fullBox('stsc', u32(1), u32(1), u32(1), u32(1)),
              fullBox('stsz', u32(0), u32(1), u32(frame.length)),
              fullBox('stco', u32(1), u32(dataAt)),
            ),
          ),
        ),
      ),
    );
  const dataAt = type.length + movie(0).length + 8;
  return Buffer.concat([type, movie(dataAt), box('mdat', frame)]);
}

const u8 = (...values: number[]): Buffer => Buffer.from(values);
const u16 = (value: number): Buffer => u8(value >> 8, value & 255);
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
const text = (value: string): Buffer => Buffer.from(value, 'latin1');

function box(type: string, ...content: Buffer[]): Buffer {
  const size = 8 + content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([u32(size), text(type), ...content]);
}

const fullBox = (type: string, ...content: Buffer[]): Buffer => box(type, u32(0), ...content);

const item = (id: number, type: string): Buffer =>
  box('infe', u32(2 << 24), u16(id), u16(0), text(type), u8(0));

/** The entry of an item in `iloc`: one extent, at an offset in the file. */
const place = (id: number, offset: number, length: number): Buffer[] => [
  u16(id),
  u16(0),
  u16(1),
  u32(offset),
  u32(length),
];
