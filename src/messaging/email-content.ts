interface CodeContent {
  name: string;
  code: string;
  reference: string;
  minutes: number;
}

/** What each template needs to be told. How long it is good for is taken from the message when absent. */
export interface EmailContents {
  'verify-email': { name?: string; code: string; minutes?: number };
  'change-email': { name?: string; code: string; minutes?: number };
  'address-taken': { name?: string };
  'account-erased': {
    name: string;
    /** In words, in the reader's time zone. */
    when: string;
  };
  'set-password': { name?: string; link: string; hours?: number };
  'payment-code': CodeContent & {
    /** With its currency, e.g. `$1,250.00`. */
    amount: string;
    /** The name of the payee, or how many there are. */
    payee: string;
    items?: { title: string; amount: string }[];
  };
  'security-code': CodeContent & { /** Completes "Use this code to …". */ action: string };
  notice: {
    name: string;
    /** Also the subject: it shows on locked screens. */
    title: string;
    body: string;
    /** In words, in the reader's time zone. */
    when: string;
    /** In words; null when nobody's browser did it. */
    place: string | null;
    /** Lets whoever reads it stop everything without a login. */
    reportLink?: string;
    /** What else the reader can do, without a login. */
    links?: { label: string; url: string }[];
  };
}

export type EmailTemplate = keyof EmailContents;

/** A template together with its content. */
export type EmailContent = {
  [Template in EmailTemplate]: { template: Template; content: EmailContents[Template] };
}[EmailTemplate];
