import { compiler, type MarkdownToJSX } from 'markdown-to-jsx/react';
import type { ReactNode } from 'react';
import { texts } from '../../shared/texts';
import { TextLink } from '../../shared/ui/link';
import { Wide } from '../../shared/ui/wide';
import classes from './help.module.css';
import { placeOf } from './help-links';

/** Nothing in a page can become markup of its own: raw HTML stays text, and links lead to other help pages only. */
const options: MarkdownToJSX.Options = {
  disableParsingRawHTML: true,
  disableAutoLink: true,
  forceBlock: true,
  wrapper: 'div',
  forceWrapper: true,
  overrides: { a: HelpLink, table: WideTable },
};

export function Article({ text }: { text: string }) {
  return <div className={classes.article}>{compiler(text, options)}</div>;
}

function HelpLink({ href = '', children }: { href?: string; children: ReactNode }) {
  const place = placeOf(href);
  return place ? <TextLink to={place}>{children}</TextLink> : children;
}

function WideTable({ children }: { children: ReactNode }) {
  return (
    <Wide label={texts.help.table}>
      <table>{children}</table>
    </Wide>
  );
}
