import type { RouteObject } from 'react-router';

export const securityReportRoutes: RouteObject[] = [
  { path: '/wasnt-me', lazy: () => import('./wasnt-me-page') },
];
