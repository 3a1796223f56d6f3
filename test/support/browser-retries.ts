/** A browser shares the machine with whatever else runs: what fails in one is tried once more, and the first failure is printed. */
if (/[\\/]test[\\/]browser[\\/]/.test(expect.getState().testPath ?? ''))
  jest.retryTimes(1, { logErrorsBeforeRetry: true });
