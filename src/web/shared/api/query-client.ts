import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, Problem } from './problem';

const SECOND = 1_000;
const TRIES = 3;

/** @param onRefusal hears of every problem, so that one place decides what an ended session means */
export function createQueryClient(onRefusal: (problem: Problem) => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof Problem) onRefusal(error);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5 * SECOND,
        // Two tabs agree: whoever comes back to a tab sees what is true now.
        refetchOnWindowFocus: 'always',
        retry: (failed, error) => failed < TRIES && mayPass(error),
        retryDelay: (failed) => Math.min(SECOND * 2 ** failed, 8 * SECOND),
      },
      // What changes something is repeated by people, not behind their backs.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** Only what may be better in a moment is asked for again. */
function mayPass(error: unknown): boolean {
  return isProblem(error) && (error.status === 0 || error.status >= 500);
}
