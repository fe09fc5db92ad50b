import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * The page has to work under http (serve) and under a custom protocol (Electron), each with a Content
 * Security Policy that allows scripts and styles from the page's own origin only. Hence relative addresses,
 * and nothing inlined.
 */
export default defineConfig({
  root: here,
  base: './',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome140', 'firefox140', 'safari18.4'],
    assetsInlineLimit: 0,
    // The contract's schemas describe types to the renderer; checking is the engine's part.
    rolldownOptions: { treeshake: { manualPureFunctions: ['z'] } },
    modulePreload: { polyfill: false },
  },
});
