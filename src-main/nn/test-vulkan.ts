import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's chromium package carries a Vulkan loader and SwiftShader, a GPU in software. */
const folder = '/usr/lib/chromium';

/** Environment variables for WebGPU in software, or the reason why there is no such driver. */
export function softwareVulkan(): Record<string, string> | { missing: string } {
  const driver = join(folder, 'vk_swiftshader_icd.json');
  const missing = [join(folder, 'libvulkan.so.1'), driver].find((file) => !existsSync(file));
  if (missing !== undefined)
    return {
      missing: `there is no Vulkan driver in software: ${missing} (Debian: apt-get install chromium)`,
    };
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver };
}
