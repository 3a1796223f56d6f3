import { createBrowserRouter } from 'react-router';
import { accountRoutes } from '../features/account/routes';
import { analyticsRoutes } from '../features/analytics/routes';
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

/** Every page is a chunk of its own, loaded when somebody goes there. */
export function createRouter() {
  return createBrowserRouter([
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
                ...analyticsRoutes,
                { path: '*', lazy: () => import('./not-found') },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
