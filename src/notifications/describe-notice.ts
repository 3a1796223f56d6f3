import { type NoticeKind, noticeCatalogue } from './notice-catalogue';
import type { Entry, NoticeAction, Say, Severity } from './notice-entry';

const ofAnotherBuild = 'Something changed on your account';

/** A kind that only a newer build knows is told in general words. */
export function titleOf(kind: string): string {
  return isKnown(kind) ? noticeCatalogue[kind].title : ofAnotherBuild;
}

export interface DescribedNotice {
  title: string;
  body: string;
  severity: Severity;
  action: NoticeAction | null;
}

export function describeNotice(kind: string, params: object, say: Say): DescribedNotice {
  if (!isKnown(kind))
    return {
      title: ofAnotherBuild,
      body: 'Check your security settings.',
      severity: 'warning',
      action: 'check-security',
    };
  const { title, severity, action = null, body } = noticeCatalogue[kind] as Entry<object>;
  return { title, severity, action, body: body(params, say) };
}

function isKnown(kind: string): kind is NoticeKind {
  return Object.hasOwn(noticeCatalogue, kind);
}
