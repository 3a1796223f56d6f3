/** Addresses of pages of the web app; a test compares them with its router. Everything else is no page. */
export const pageRoutes = [
  '/',
  '/sign-in',
  '/register',
  '/verify-email',
  '/reset-password',
  '/contracts',
  '/contracts/new',
  '/contracts/:id',
  '/milestones/:id',
  '/payments',
  '/payments/:id',
  '/approve',
  '/approvals/:id',
  '/set-up',
];
