import type { RouteObject } from 'react-router';

export const recoveryRoutes: RouteObject[] = [
  { path: '/recovery', lazy: () => import('./request-page') },
  { path: '/recovery/status', lazy: () => import('./status-page') },
  { path: '/recovery/veto', lazy: () => import('./veto-page') },
  { path: '/recovery/complete', lazy: () => import('./complete-page') },
];
