import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router';
import { createQueryClient } from '../shared/api/query-client';
import { forgetSession, learnFromRefusal } from '../shared/session/session';
import { onNews } from '../shared/session/session-channel';
import { createRouter } from './router';
import { styleNonce } from './style-nonce';
import { theme } from './theme';

export function App() {
  const [queries] = useState(() => {
    const created = createQueryClient((problem) => learnFromRefusal(created, problem));
    return created;
  });
  const [router] = useState(createRouter);
  useEffect(
    () => onNews((news) => (news === 'signed-out' ? forgetSession(queries, news) : queries.resetQueries())),
    [queries],
  );
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
