import { randomBytes } from 'node:crypto';

const keys = {
  ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  CODE_PEPPER: randomBytes(32).toString('base64'),
};

export function testEnvironment(databaseUrl: string, smtpUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    APP_URL: 'https://shop.example',
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'ShopFlow <no-reply@shop.example>',
    REQUESTS_PER_MINUTE: '100000',
    ...keys,
  };
}
