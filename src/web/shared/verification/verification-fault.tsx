import { Text } from '@mantine/core';
import { explain, isProblem, type Problem } from '../api/problem';
import { formatCountdown } from '../format/time';
import { texts } from '../texts';
import { Notice, ProblemAlert } from '../ui/problem-alert';
import { PasskeyStopped } from './passkey';
import { useCountdown } from './use-countdown';

/** Faults of the digits themselves are said at the field. */
export function fieldFault(error: unknown): string | undefined {
  if (!isProblem(error, 'code-incorrect', 'challenge-expired', 'challenge-used')) return undefined;
  const { title, detail } = explain(error);
  const { attemptsRemaining } = error;
  const left =
    error.code === 'code-incorrect' && attemptsRemaining !== null
      ? ` ${texts.verification.attemptsLeft(attemptsRemaining)}`
      : '';
  return `${title}. ${left ? left.trim() : detail}`;
}

/** Everything else that can be in the way of a proof. */
export function VerificationFault({ error, mayUsePasskey }: { error: unknown; mayUsePasskey: boolean }) {
  const { locked, tooManyAttempts, codesDisabled, passkeyStopped } = texts.verification;
  if (!error || fieldFault(error)) return null;
  if (error instanceof PasskeyStopped)
    return (
      <Notice tone="warning" title={passkeyStopped.title}>
        <Text size="sm">{passkeyStopped.detail}</Text>
      </Notice>
    );
  if (isProblem(error, 'payment-approval-locked'))
    return <Waiting problem={error} words={locked} more={mayUsePasskey ? locked.passkey : undefined} />;
  if (isProblem(error, 'too-many-attempts')) return <Waiting problem={error} words={tooManyAttempts} />;
  if (isProblem(error, 'resend-too-soon', 'too-many-codes'))
    return <Waiting problem={error} words={explain(error)} />;
  if (isProblem(error, 'codes-disabled'))
    return (
      <Notice tone="danger" title={codesDisabled.title}>
        <Text size="sm">{codesDisabled.detail}</Text>
      </Notice>
    );
  return <ProblemAlert error={error} />;
}

interface WaitingProps {
  problem: Problem;
  words: { title: string; detail: string };
  more?: string;
}

function Waiting({ problem, words, more }: WaitingProps) {
  const left = useCountdown(problem.retryAt);
  return (
    <Notice tone="danger" title={words.title}>
      <Text size="sm">
        {words.detail} {more}
      </Text>
      {left !== null && left > 0 && (
        <Text size="sm" fw={600} role="timer" aria-live="off">
          {texts.verification.tryAgainAt(formatCountdown(left))}
        </Text>
      )}
    </Notice>
  );
}
