import type { RouteObject } from 'react-router';

export const contractRoutes: RouteObject[] = [
  { path: '/contracts', lazy: () => import('./contracts-page') },
  { path: '/contracts/new', lazy: () => import('./new-contract-page') },
  { path: '/contracts/:id', lazy: () => import('./contract-page') },
  { path: '/milestones/:id', lazy: () => import('./milestone-page') },
];
