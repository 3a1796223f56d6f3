import type { RouteObject } from 'react-router';

export const helpRoutes: RouteObject[] = [
  { path: '/help', lazy: () => import('./help-page') },
  { path: '/help/:topic', lazy: () => import('./topic-page') },
];
