import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { HOUR, MINUTE } from '../common/clock';
import { AppConfig } from '../config/app-config';
import type { EmailContent, EmailContents, EmailTemplate } from './email-content';

export interface RenderedEmail {
  subject: string;
  html: string;
  text: string;
}

type Subjects = {
  [Template in EmailTemplate]: (content: EmailContents[Template], appName: string) => string;
};
type Compiled = Record<'html' | 'text', Handlebars.TemplateDelegate>;

/** Subjects show on locked screens: they hold no code and nothing a stranger has typed. */
const subjects: Subjects = {
  'verify-email': (_, appName) => `Confirm your e-mail address for ${appName}`,
  'change-email': (_, appName) => `Confirm your new e-mail address for ${appName}`,
  'address-taken': (_, appName) => `You already have an account at ${appName}`,
  'account-erased': (_, appName) => `Your ${appName} account was erased`,
  'set-password': (_, appName) => `Set your ${appName} password`,
  'payment-code': ({ amount, reference }, appName) =>
    `Approve a payment of ${amount} at ${appName} (${reference})`,
  'security-code': ({ reference }, appName) => `Your ${appName} security code is here (${reference})`,
  notice: ({ title }, appName) => `${title} (${appName})`,
};

const folder = join(__dirname, 'templates');
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

@Injectable()
export class EmailRenderer {
  private readonly templates: Record<EmailTemplate, Compiled>;

  constructor(private readonly config: AppConfig) {
    const handlebars = Handlebars.create();
    for (const partial of ['layout.html', 'layout.text', 'code.html'])
      handlebars.registerPartial(partial.replace('.', '-'), read(join('partials', partial)));
    const compile = (name: string) => ({
      html: handlebars.compile(read(`${name}.html`), { knownHelpersOnly: true, preventIndent: true }),
      text: handlebars.compile(read(`${name}.text`), { knownHelpersOnly: true, noEscape: true }),
    });
    const names = Object.keys(subjects) as EmailTemplate[];
    this.templates = Object.fromEntries(names.map((name) => [name, compile(name)])) as Record<
      EmailTemplate,
      Compiled
    >;
  }

  render(
    { template, content }: EmailContent,
    { createdAt, expiresAt }: { createdAt: Date; expiresAt: Date },
  ): RenderedEmail {
    const lifetime = expiresAt.getTime() - createdAt.getTime();
    const { appName, appUrl } = this.config;
    const context = onOneLine({
      appName,
      appHost: appUrl.host,
      loginUrl: new URL('/', appUrl).href,
      minutes: Math.round(lifetime / MINUTE),
      hours: Math.max(1, Math.round(lifetime / HOUR)),
      ...content,
      ...derived(content),
      manyHours: Math.round(lifetime / HOUR) > 1,
    });
    const subject = subjects[template] as (context: unknown, appName: string) => string;
    const { html, text } = this.templates[template];
    return { subject: subject(context, appName), html: html(context), text: `${text(context).trim()}\n` };
  }
}

function derived(content: EmailContent['content']): Record<string, string> {
  if ('link' in content)
    return { token: new URLSearchParams(new URL(content.link).hash.slice(1)).get('token') ?? '' };
  return {};
}

/** A name with a line break or a direction override must not pass for a part of the message. */
function onOneLine<T>(value: T): T {
  if (typeof value === 'string') return value.replace(controls, ' ') as T;
  if (Array.isArray(value)) return value.map(onOneLine) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, onOneLine(part)])) as T;
}

function read(name: string): string {
  return readFileSync(join(folder, `${name}.hbs`), 'utf8');
}
