import sharp, { type Sharp } from 'sharp';

/**
 * For tests, preloaded into every thread of a process: a photo with these bytes in it crashes the decoder, and with it
 * the process, as a fault in a native library does.
 */
export const deadly = 'this photo crashes the decoder';

const prototype = sharp.prototype as { metadata(this: Sharp & Internals): Promise<unknown> };
interface Internals {
  options: { input: { buffer?: Buffer } };
}

const { metadata } = prototype;
prototype.metadata = function () {
  if (this.options.input.buffer?.includes(deadly)) process.kill(process.pid, 'SIGSEGV');
  return metadata.call(this);
};
