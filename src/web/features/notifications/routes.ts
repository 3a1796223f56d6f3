import type { RouteObject } from 'react-router';

export const notificationRoutes: RouteObject[] = [
  { path: '/notifications', lazy: () => import('./notifications-page') },
];
