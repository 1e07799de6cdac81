import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // Replaced by the web server with a fresh value for each page load (firmware/web/page.ts).
  html: { cspNonce: '__TIPRING_NONCE__' },
  build: {
    outDir: '../../build/console',
    emptyOutDir: true,
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
});
