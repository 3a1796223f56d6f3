import { createBrowserRouter, type RouteObject } from 'react-router';
import { accountRoutes } from '../features/account/routes';
import { approvalRoutes } from '../features/approvals/routes';
import { contractRoutes } from '../features/contracts/routes';
import { dashboardRoutes } from '../features/dashboard/routes';
import { helpRoutes } from '../features/help/routes';
import { notificationRoutes } from '../features/notifications/routes';
import { paymentRoutes } from '../features/payments/routes';
import { registerRoutes } from '../features/register/routes';
import { securityRoutes } from '../features/security/routes';
import { setUpRoutes } from '../features/set-up/routes';
import { signInRoutes } from '../features/sign-in/routes';
import { Blank } from './blank';
import { RouteFault } from './route-fault';

/** Needs nobody signed in. */
const OPEN = 'open';
const PAGES = 'pages';

interface Rooms {
  within: typeof OPEN | typeof PAGES;
  routes: () => Promise<RouteObject[]>;
}

const resetPassword: Rooms = {
  within: OPEN,
  routes: async () => (await import('../features/reset-password/routes')).resetPasswordRoutes,
};

/** By the first part of the address. Few people go there, so the others do not load so much as the list of their pages. */
const rarelyVisited: Record<string, Rooms> = {
  admin: { within: PAGES, routes: async () => (await import('../features/admin/routes')).adminRoutes },
  analytics: {
    within: PAGES,
    routes: async () => (await import('../features/analytics/routes')).analyticsRoutes,
  },
  audit: { within: PAGES, routes: async () => (await import('../features/audit/routes')).auditRoutes },
  recovery: {
    within: OPEN,
    routes: async () => (await import('../features/recovery/routes')).recoveryRoutes,
  },
  'reset-password': resetPassword,
  'set-password': resetPassword,
  'wasnt-me': {
    within: OPEN,
    routes: async () => (await import('../features/security-report/routes')).securityReportRoutes,
  },
};

/** Every page is a chunk of its own, loaded when somebody goes there. */
export function createRouter() {
  return createBrowserRouter(
    [
      {
        id: OPEN,
        ErrorBoundary: RouteFault,
        HydrateFallback: Blank,
        children: [
          ...signInRoutes,
          ...registerRoutes,
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
        const rooms = rarelyVisited[part];
        if (rooms) patch(rooms.within, await rooms.routes());
      },
    },
  );
}
