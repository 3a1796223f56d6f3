import type { RouteObject } from 'react-router';

export const auditRoutes: RouteObject[] = [
  { path: '/audit', lazy: () => import('./events-page') },
  { path: '/audit/events/:id', lazy: () => import('./event-page') },
  { path: '/audit/integrity', lazy: () => import('./integrity-page') },
];
