import type { RouteObject } from 'react-router';

export const paymentRoutes: RouteObject[] = [
  { path: '/payments', lazy: () => import('./payments-page') },
  { path: '/payments/:id', lazy: () => import('./payment-page') },
];
