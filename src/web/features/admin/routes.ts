import type { RouteObject } from 'react-router';

export const adminRoutes: RouteObject[] = [
  { path: '/admin/users', lazy: () => import('./users-page') },
  { path: '/admin/users/:id', lazy: () => import('./user-page') },
  { path: '/admin/recoveries', lazy: () => import('./recoveries-page') },
  { path: '/admin/recoveries/:id', lazy: () => import('./recovery-page') },
  { path: '/admin/proposals', lazy: () => import('./proposals-page') },
  { path: '/admin/holds', lazy: () => import('./holds-page') },
  { path: '/admin/messages', lazy: () => import('./messages-page') },
];
