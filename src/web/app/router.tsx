import { createBrowserRouter, type RouteObject } from 'react-router';
import { accountRoutes } from '../features/account/routes';
import { approvalRoutes } from '../features/approvals/routes';
import { contractRoutes } from '../features/contracts/routes';
import { dashboardRoutes } from '../features/dashboard/routes';
import { helpRoutes } from '../features/help/routes';
import { notificationRoutes } from '../features/notifications/routes';
import { paymentRoutes } from '../features/payments/routes';
import { recoveryRoutes } from '../features/recovery/routes';
import { registerRoutes } from '../features/register/routes';
import { resetPasswordRoutes } from '../features/reset-password/routes';
import { securityRoutes } from '../features/security/routes';
import { setUpRoutes } from '../features/set-up/routes';
import { signInRoutes } from '../features/sign-in/routes';
import { Blank } from './blank';
import { RouteFault } from './route-fault';

const PAGES = 'pages';

/** By the first part of the address. Few people go there, so the others do not load so much as the list of their pages. */
const consoles: Record<string, () => Promise<RouteObject[]>> = {
  admin: async () => (await import('../features/admin/routes')).adminRoutes,
  analytics: async () => (await import('../features/analytics/routes')).analyticsRoutes,
  audit: async () => (await import('../features/audit/routes')).auditRoutes,
};

/** Every page is a chunk of its own, loaded when somebody goes there. */
export function createRouter() {
  return createBrowserRouter(
    [
      {
        ErrorBoundary: RouteFault,
        HydrateFallback: Blank,
        children: [
          ...signInRoutes,
          ...registerRoutes,
          ...resetPasswordRoutes,
          ...recoveryRoutes,
          {
            lazy: () => import('./open-frame'),
            children: [{ ErrorBoundary: RouteFault, children: helpRoutes }],
          },
          {
            lazy: () => import('./shell'),
            children: [
              {
                id: PAGES,
                ErrorBoundary: RouteFault,
                children: [
                  ...dashboardRoutes,
                  ...approvalRoutes,
                  ...contractRoutes,
                  ...paymentRoutes,
                  ...setUpRoutes,
                  ...securityRoutes,
                  ...accountRoutes,
                  ...notificationRoutes,
                  { path: '*', lazy: () => import('./not-found') },
                ],
              },
            ],
          },
        ],
      },
    ],
    {
      patchRoutesOnNavigation: async ({ path, patch }) => {
        const [, part = ''] = path.split('/');
        const routes = await consoles[part]?.();
        if (routes) patch(PAGES, routes);
      },
    },
  );
}
