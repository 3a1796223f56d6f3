/** Nest 12 and a few of its dependencies ship ES modules only; swc turns them into CommonJS for jest on Node 20. */
const esmOnly = ['@nestjs', '@scure', '@noble', '@otplib', 'otplib', 'jose', 'file-type', 'strtok3', 'token-types', 'uint8array-extras', '@tokenizer', '@borewit', 'postal-mime', '@fastify/cookie', 'cookie', 'content-disposition'];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.spec\\.ts$',
  setupFiles: ['reflect-metadata'],
  setupFilesAfterEnv: ['<rootDir>/test/support/browser-retries.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  transform: {
    '^.+\\.(t|j|mj)s$': ['@swc/jest', {
      jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true } },
      module: { type: 'commonjs' },
    }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${esmOnly.join('|')})/)`],
  // Against tests that hang, not slow machines.
  testTimeout: 120_000,
  maxWorkers: 2,
  // What a file has loaded is never quite given back. Two workers that grow to the limit of the heap do nothing but collect it.
  workerIdleMemoryLimit: '1GB',
};
