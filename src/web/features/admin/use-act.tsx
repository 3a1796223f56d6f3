import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { attemptKey, endAttempt } from '../../shared/api/attempt-key';
import { isProblem } from '../../shared/api/problem';
import { texts } from '../../shared/texts';
import { IconCheck } from '../../shared/ui/icons';
import { TextLink } from '../../shared/ui/link';
import { Notice } from '../../shared/ui/problem-alert';
import { useStepUp } from '../../shared/verification/use-step-up';
import type { Act, ReasonedAct, Reasons } from './act';
import { ReasonDialog } from './reason-dialog';

const noReasons: Reasons = { reason: '', ticket: '' };

/**
 * What an admin does to others: always with a second step, mostly with a reason. Render `dialogs` and `said` somewhere. Whoever
 * cancels the second step comes back to the reason as it was typed.
 */
export function useAct() {
  const queries = useQueryClient();
  const { confirm, dialog, opened } = useStepUp('admin-recovery');
  const [wanted, setWanted] = useState<ReasonedAct | null>(null);
  const [given, setGiven] = useState(noReasons);
  const [said, setSaid] = useState<Pick<Act, 'done' | 'next'> | null>(null);
  const place = useRef<HTMLDivElement>(null);
  // What was pressed is often gone with what was done; where it is not, the dialog gives the focus back to it.
  useEffect(() => {
    if (said && !opened) place.current?.focus();
  }, [said, opened]);
  const prove = ({ about, attempt, act, done, next, onDone }: Act) => {
    setSaid(null);
    confirm(
      async (challengeId) => {
        await once(attempt, (key) => act({ 'X-2FA-Challenge': challengeId, 'Idempotency-Key': key }));
        setWanted(null);
        setSaid({ done, next });
        onDone?.();
        await queries.invalidateQueries({ queryKey: ['admin'] });
      },
      { about },
    );
  };
  return {
    /** With a second step. */
    prove,
    /** With a reason, and a second step after that. */
    explainAndProve: (act: ReasonedAct) => {
      setGiven(noReasons);
      setWanted(act);
    },
    dialogs: (
      <>
        <ReasonDialog
          wanted={opened ? null : wanted}
          given={given}
          onClose={() => setWanted(null)}
          onReason={(act, reasons) => {
            setGiven(reasons);
            prove({
              ...act,
              attempt: [act.attempt, reasons.reason, reasons.ticket].join(' '),
              about: (
                <>
                  <Text>{act.about}</Text>
                  <Text size="sm" c="dimmed">
                    {texts.consoles.withReason(reasons.reason)}
                  </Text>
                </>
              ),
              act: (headers) => act.act(headers, reasons),
            });
          }}
        />
        {dialog}
      </>
    ),
    said: (
      <div ref={place} tabIndex={-1} aria-live="polite">
        {said && (
          <Notice tone="success" title={texts.admin.done} icon={<IconCheck />}>
            <Text size="sm">{said.done}</Text>
            {said.next && <TextLink to={said.next.to}>{said.next.label}</TextLink>}
          </Notice>
        )}
      </div>
    ),
  };
}

/** An answer that was lost is asked for again by the same key; a refusal ends the attempt. */
async function once(attempt: string, act: (key: string) => Promise<unknown>): Promise<void> {
  const place = `admin ${attempt}`;
  try {
    await act(attemptKey(place));
    endAttempt(place);
  } catch (error) {
    if (isProblem(error) && !error.isUnclear) endAttempt(place);
    throw error;
  }
}
