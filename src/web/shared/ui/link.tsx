import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';

type To = Pick<LinkProps, 'to' | 'state' | 'replace'>;

/** A link within the web app. */
export function TextLink({ children, ...rest }: To & AnchorProps & { children: ReactNode }) {
  return (
    <Anchor component={Link} {...rest}>
      {children}
    </Anchor>
  );
}

/** A link within the web app that looks like a button. */
export function ButtonLink({
  children,
  ...rest
}: To & ButtonProps & { children: ReactNode; 'aria-label'?: string }) {
  return (
    <Button component={Link} {...rest}>
      {children}
    </Button>
  );
}
