import type { RouteObject } from 'react-router';

export const securityRoutes: RouteObject[] = [{ path: '/security', lazy: () => import('./security-page') }];
