import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type FailureCode, isProblem } from '../api/problem';
import { texts } from '../texts';
import { CardPage } from '../ui/card-page';
import { TextLink } from '../ui/link';
import { Notice, ProblemAlert } from '../ui/problem-alert';

const words = texts.links;

/** After these the link is of no use any more. */
const over: FailureCode[] = [
  'token-invalid',
  'report-link-invalid',
  'recovery-link-invalid',
  'recovery-over',
];

interface LinkPageProps {
  title: string;
  lead?: string;
  /** Null for a link that is not whole. */
  token: string | null;
  /** Of what the button did. */
  error: unknown;
  /** Instead of what is offered when the link is of no use. */
  otherwise?: ReactNode;
  /** What the button will do, and the button. */
  children: ReactNode;
}

/** Where a link of a message leads. Opening it does nothing, as scanners of mail open links, too: its button acts. */
export function LinkPage({ title, lead, token, error, otherwise, children }: LinkPageProps) {
  const isOver = isProblem(error, ...over);
  const isUsable = token !== null && !isOver;
  return (
    <CardPage
      title={title}
      lead={isUsable && lead}
      footer={<TextLink to="/sign-in">{words.signIn}</TextLink>}
    >
      <Stack gap="md">
        {token === null && (
          <Notice tone="warning" title={words.incomplete.title}>
            <Text size="sm">{words.incomplete.detail}</Text>
          </Notice>
        )}
        <ProblemAlert error={error} />
        {isUsable ? children : otherwise}
      </Stack>
    </CardPage>
  );
}

/** What will happen, point by point. */
export function Consequences({ points }: { points: readonly string[] }) {
  return (
    <Text component="ul" m={0} pl="lg">
      {points.map((point) => (
        <Text component="li" key={point} size="sm" mb={6}>
          {point}
        </Text>
      ))}
    </Text>
  );
}
