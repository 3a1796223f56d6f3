import type { RouteObject } from 'react-router';

export const registerRoutes: RouteObject[] = [
  { path: '/register', lazy: () => import('./register-page') },
  { path: '/verify-email', lazy: () => import('./verify-email-page') },
];
