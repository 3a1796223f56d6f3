import type { RouteObject } from 'react-router';

export const adminRoutes: RouteObject[] = [
  { path: '/admin/users', lazy: () => import('./users-page') },
  { path: '/admin/users/:id', lazy: () => import('./user-page') },
  { path: '/admin/recoveries', lazy: () => import('./recoveries-page') },
  { path: '/admin/recoveries/:id', lazy: () => import('./recovery-page') },
  { path: '/admin/proposals', lazy: () => import('./proposals-page') },
  { path: '/admin/policies', lazy: () => import('./policies/policies-page') },
  { path: '/admin/policies/:accountType', lazy: () => import('./policies/policy-page') },
  { path: '/admin/policies/:accountType/edit', lazy: () => import('./policies/edit-page') },
  { path: '/admin/policies/:accountType/restore/:version', lazy: () => import('./policies/restore-page') },
  { path: '/admin/holds', lazy: () => import('./holds-page') },
  { path: '/admin/messages', lazy: () => import('./messages-page') },
];
