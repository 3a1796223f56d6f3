import { sha256 } from '../../../common/crypto/hashing';
import { escapeHtml } from './escape-html';
import type {
  EvidenceCount,
  EvidenceCoverage,
  EvidenceItem,
  EvidenceList,
  EvidenceOverride,
  EvidenceReport,
} from './evidence-report.dto';
import { Html, join, link, person, table, text } from './report-html';

const styles = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 24px; color: #16202a; background: #fff; font: 13px/1.45 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 16px; margin: 28px 0 6px; border-bottom: 2px solid #16202a; padding-bottom: 3px; break-after: avoid; }
h3 { font-size: 13px; margin: 14px 0 4px; break-after: avoid; }
p { margin: 4px 0 8px; max-width: 80ch; }
table { width: 100%; border-collapse: collapse; margin: 4px 0 12px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px 4px 0; border-bottom: 1px solid #d5dce2; overflow-wrap: anywhere; }
th { font-weight: 600; }
tr { break-inside: avoid; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 11px; margin: 4px 0; }
a { color: #0b4f7a; }
.bad { font-weight: 700; color: #9b1c1c; }
@media print { body { max-width: none; padding: 0; font-size: 10px; } a { color: inherit; text-decoration: none; } }
@page { size: A4 landscape; margin: 14mm; }
`;

/** Nothing is loaded and nothing runs: only the page's own style counts. */
export const contentPolicy = `default-src 'none'; style-src 'sha256-${sha256(styles).toString('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function renderReport(report: EvidenceReport, appName: string): string {
  const { from, to, generatedAt, generatedBy, coverage, integrity } = report;
  const title = `SOC 2 evidence of ${appName}`;
  const sections = [
    section(
      'Enforcement',
      'At the end of the period, under the policy of that moment.',
      coverageTable(coverage),
    ),
    listSection('Changes of factors', report.factorChanges),
    section(
      'Overrides',
      'What takes two admins: who asked for it, who decided, and why.',
      overrideTable(report.overrides.cases),
      ...listParts(report.overrides),
    ),
    listSection('Lockouts', report.lockouts),
    section(
      'Refused and failed',
      'Everything that was tried and did not succeed, by reason.',
      table(
        ['Type', 'Reason', 'Count', 'Events'],
        report.failedAttempts.map(({ type, reason, count, events }) => [type, reason, count, link(events)]),
      ),
    ),
    listSection('Changes of policies', report.policyChanges),
    section(
      'Access to the log',
      'Who read or exported it, or what only admins and auditors may read.',
      table(
        ['Reader', 'What', 'Times', 'Last', 'Events'],
        report.logAccess.map(({ reader, type, count, lastAt, events }) => [
          reader && person(reader),
          type,
          count,
          lastAt,
          link(events),
        ]),
      ),
    ),
    listSection('Holds on payments', report.holds),
    listSection('Reports of “wasn’t me”', report.reports),
    listSection('Months dropped from the log', report.logChanges),
    section('Integrity of the log', 'As it is now, whatever the period.', integrityPart(integrity)),
    section(
      'All events',
      'Each type that there was, with the criterion it is evidence for.',
      countTable(report.activity),
    ),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>From ${text(from)} until ${text(to)}. Made at ${text(generatedAt)} by ${person(generatedBy).text}. Times are UTC. Every number comes with the address of the events that it counts.</p>
${sections.join('\n')}
</body>
</html>`;
}

function section(title: string, lead: string, ...parts: Html[]): string {
  const body = parts.map(({ text: part }) => part).join('\n');
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${lead === '' ? '' : `<p>${escapeHtml(lead)}</p>\n`}${body}\n</section>`;
}

function listSection(title: string, list: EvidenceList, lead = ''): string {
  return section(title, lead, ...listParts(list));
}

function listParts({ counts, items }: EvidenceList): Html[] {
  return [countTable(counts), ...(items.length > 0 ? [itemTable(items)] : [])];
}

function overrideTable(cases: readonly EvidenceOverride[]): Html {
  return table(
    [
      'Asked at',
      'What',
      'Account',
      'Asked by',
      'Why',
      'Decided by',
      'Decided at',
      'Decision',
      'State',
      'Events',
    ],
    cases.map((override) => [
      ...[override.askedAt, override.kind, override.account && person(override.account)],
      ...[person(override.askedBy), joined(override.words, override.ticket)],
      ...[override.reviewedBy && person(override.reviewedBy), override.reviewedAt],
      ...[joined(override.reviewWords, override.closingWords), override.status, link(override.events)],
    ]),
  );
}

function joined(...words: (string | null)[]): string {
  return words.filter((part) => part !== null).join(' · ');
}

function countTable(counts: readonly EvidenceCount[]): Html {
  return table(
    ['Type', 'Criterion', 'Succeeded', 'Refused or failed', 'Events'],
    counts.map(({ type, criterion, success, failure, events }) => [
      type,
      criterion,
      success,
      failure,
      link(events),
    ]),
  );
}

function itemTable(items: readonly EvidenceItem[]): Html {
  return table(
    ['At', 'Type', 'Outcome', 'Who', 'Why', 'Facts', 'Event'],
    items.map(({ id, at, type, outcome, people, words, ticket, details, event }) => [
      at,
      type,
      outcome,
      join(people.map(person)),
      joined(words, ticket),
      JSON.stringify(details),
      link(event, id),
    ]),
  );
}

function coverageTable(coverage: readonly EvidenceCoverage[]): Html {
  const accounts = table(
    ['Account type', 'Accounts', 'With a factor', 'Sufficient', 'In grace', 'Beyond grace', 'Share'],
    coverage.map(
      ({ accountType, accounts, withFactor, withSufficientFactor, inGrace, beyondGrace, share }) => [
        ...[accountType, accounts, withFactor, withSufficientFactor, inGrace, beyondGrace],
        share === null ? null : `${(100 * share).toFixed(1)} %`,
      ],
    ),
  );
  const policies = table(
    [
      'Account type',
      'Version',
      'Enforcement',
      'Grace',
      'Methods',
      'Login takes',
      'From',
      'Until',
      'By',
      'Why',
      'Event',
    ],
    coverage.flatMap(({ accountType, policies: versions }) =>
      versions.map((policy) => [
        ...[accountType, policy.version, policy.enforcement, `${policy.graceDays} days`],
        ...[policy.methods.join(', '), policy.minimumLogin, policy.startsAt, policy.endsAt],
        ...[policy.author && person(policy.author), policy.words, link(policy.events)],
      ]),
    ),
  );
  return new Html(`${accounts.text}\n<h3>Policies in force</h3>\n${policies.text}`);
}

function integrityPart({
  status,
  verified,
  waiting,
  checkpoint,
  findings,
}: EvidenceReport['integrity']): Html {
  const state = new Html(
    `<strong${status === 'damaged' ? ' class="bad"' : ''}>${escapeHtml(status)}</strong>`,
  );
  const facts = table(
    ['', ''],
    [
      ['State', state],
      ['Verified up to place', verified.position],
      ['Last whole pass', verified.lastPassAt],
      ['Size of the log in that pass', verified.lastPassSize],
      ['Events that wait for a place', waiting.events],
      ['Newest checkpoint', checkpoint && new Html(`<pre>${escapeHtml(checkpoint.note)}</pre>`)],
    ],
  );
  const found = table(
    ['Found', 'What', 'Where', 'Event'],
    findings.map(({ foundAt, explanation, place, eventId }) => [foundAt, explanation, place, eventId]),
  );
  return new Html(`${facts.text}\n<h3>Findings</h3>\n${found.text}`);
}
