/**
 * Where a link in a help page leads within the web app; null for what is not part of it, such as the documents for
 * operators, of which only the words are shown.
 * @param href as in `docs/help`, e.g. `lost-phone.md`
 */
export function placeOf(href: string): string | null {
  const [, name] = /^([\w-]+)\.md$/.exec(href) ?? [];
  if (!name) return null;
  return name === 'README' ? '/help' : `/help/${name}`;
}
