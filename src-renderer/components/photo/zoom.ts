/** View of a picture: magnification, and translation in screen pixels. */
export interface Zoom {
  /** 1 where the whole picture fits. */
  scale: number;
  x: number;
  y: number;
}

export const wholePicture: Zoom = { scale: 1, x: 0, y: 0 };
/** One step of a button or key. */
export const zoomStep = 1.5;
const greatest = 8;

/** Size of the viewport, in pixels. */
export interface Room {
  width: number;
  height: number;
}

/**
 * Magnifies by a factor around a point.
 * @param at pixels from the middle of the viewport
 */
export function magnify(zoom: Zoom, factor: number, at: { x: number; y: number }, room: Room): Zoom {
  const scale = Math.min(greatest, Math.max(1, zoom.scale * factor));
  const grown = scale / zoom.scale;
  return kept({ scale, x: at.x - (at.x - zoom.x) * grown, y: at.y - (at.y - zoom.y) * grown }, room);
}

export const move = (zoom: Zoom, x: number, y: number, room: Room): Zoom =>
  kept({ scale: zoom.scale, x: zoom.x + x, y: zoom.y + y }, room);

/** Keeps the picture's edges outside the viewport. */
function kept({ scale, x, y }: Zoom, { width, height }: Room): Zoom {
  const within = (value: number, size: number): number => {
    const most = ((scale - 1) * size) / 2;
    return Math.min(most, Math.max(-most, value));
  };
  return { scale, x: within(x, width), y: within(y, height) };
}
