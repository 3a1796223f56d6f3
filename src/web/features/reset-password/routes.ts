import type { RouteObject } from 'react-router';

export const resetPasswordRoutes: RouteObject[] = [
  { path: '/reset-password', lazy: () => import('./reset-password-page') },
  { path: '/set-password', lazy: () => import('./set-password-page') },
];
