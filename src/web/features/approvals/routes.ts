import type { RouteObject } from 'react-router';

export const approvalRoutes: RouteObject[] = [
  { path: '/approve', lazy: () => import('./review-page') },
  { path: '/approvals/:id', lazy: () => import('./approval-page') },
];
