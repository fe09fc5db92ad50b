/** An upright picture in memory: 8-bit sRGB, rows from the top, three bytes a pixel, no padding. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}
