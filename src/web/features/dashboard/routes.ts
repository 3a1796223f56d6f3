import type { RouteObject } from 'react-router';

export const dashboardRoutes: RouteObject[] = [{ path: '/', lazy: () => import('./dashboard-page') }];
