import type { RouteObject } from 'react-router';

export const setUpRoutes: RouteObject[] = [{ path: '/set-up', lazy: () => import('./set-up-page') }];
