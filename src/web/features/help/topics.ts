export interface Topic {
  title: string;
  /** Below the title; Markdown. */
  text: string;
}

const files: Record<string, string> = import.meta.glob('../../../../docs/help/*.md', {
  eager: true,
  query: '?raw',
  import: 'default',
});

const topics = new Map(
  Object.entries(files).map(([path, content]) => {
    const name = path.replace(/^.*\/|\.md$/g, '');
    const [, title = name, text = ''] = /^# (.+)\n([\s\S]*)$/.exec(content) ?? [];
    return [name, { title, text }] as const;
  }),
);

/**
 * A page of `docs/help`, as it was when the web app was built.
 * @param name of its file without the ending, e.g. `lost-phone`
 */
export function findTopic(name: string): Topic | undefined {
  return topics.get(name);
}
