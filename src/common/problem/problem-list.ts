import { problems } from './catalogue';

/** `docs/problems.md`, made from the catalogue. */
export function problemList(): string {
  const rows = Object.entries(problems)
    .sort(([, a], [, b]) => a.status - b.status)
    .map(([code, { status, title, detail }]) => `| \`${code}\` | ${status} | ${title} | ${detail} |`);
  return `# Problems

Every error is an RFC 9457 document (\`application/problem+json\`) with \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\` and
\`code\`. Decide by \`code\`: it is stable, the words are not. \`type\` is \`/problems/<code>\` and leads to the description below;
\`instance\` names the one occurrence, and its log line holds the same identifier. Where waiting helps there is \`retryAt\` and the
header \`Retry-After\`.

This page is made from the catalogue in \`src/common/problem\` by \`npm run docs:problems\`.

| code | status | title | what to do |
|---|---|---|---|
${rows.join('\n')}
`;
}
