import type { RouteObject } from 'react-router';

export const resetPasswordRoutes: RouteObject[] = [
  { path: '/reset-password', lazy: () => import('./reset-password-page') },
];
