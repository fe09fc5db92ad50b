import sharp, { type Sharp } from 'sharp';

/**
 * Preloaded into every thread of a process under test: a photo with these bytes crashes its decoder and the process,
 * like a fault in a native library.
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
