/** A rectangle inside an upright photo, in whole pixels of the photo. */
export interface PhotoPart {
  left: number;
  top: number;
  width: number;
  height: number;
}
