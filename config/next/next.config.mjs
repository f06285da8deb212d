/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  // Else a lock file in a folder above is taken for the app's root, and server.js lies that much deeper.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
};
