import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { log } from '../logging/log.ts';

const pixel = z.number().int();
const windowState = z.object({
  bounds: z.object({ x: pixel, y: pixel, width: pixel.min(1), height: pixel.min(1) }),
  maximized: z.boolean(),
});

/** Position of a window when it was last closed; the bounds are those of the unmaximised window. */
export type WindowState = z.infer<typeof windowState>;

/** Minimum overlap with a screen, in pixels each way, for a window that a user can still drag. */
const graspable = 80;

/**
 * The stored state; null if absent, or if the window is on a screen that is no longer connected.
 * @param screens work areas of the screens
 */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | null {
  let state: WindowState;
  try {
    state = windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
  return screens.some((screen) => isGraspable(state.bounds, screen)) ? state : null;
}

/** A failure to write the state is ignored, since it is a convenience. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state));
  } catch (error) {
    log.warn('the window state was not saved', { error });
  }
}

function isGraspable(a: Rectangle, b: Rectangle): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across >= graspable && down >= graspable;
}
