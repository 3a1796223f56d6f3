import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { attemptKey, endAttempt } from '../../shared/api/attempt-key';
import { isProblem } from '../../shared/api/problem';
import { texts } from '../../shared/texts';
import { IconCheck } from '../../shared/ui/icons';
import { Notice } from '../../shared/ui/problem-alert';
import { useStepUp } from '../../shared/verification/use-step-up';
import type { Act, ReasonedAct } from './act';
import { ReasonDialog } from './reason-dialog';

/**
 * What an admin does to others: always with a second step, mostly with a reason. Render `dialogs` and `said` somewhere.
 */
export function useAct() {
  const queries = useQueryClient();
  const { confirm, dialog } = useStepUp('admin-recovery');
  const [wanted, setWanted] = useState<ReasonedAct | null>(null);
  const [said, setSaid] = useState('');
  const prove = ({ about, attempt, act, done }: Act) => {
    setSaid('');
    confirm(
      async (challengeId) => {
        await once(attempt, (key) => act({ 'X-2FA-Challenge': challengeId, 'Idempotency-Key': key }));
        setWanted(null);
        setSaid(done);
        await queries.invalidateQueries({ queryKey: ['admin'] });
      },
      { about },
    );
  };
  return {
    /** With a second step. */
    prove,
    /** With a reason, and a second step after that. */
    explainAndProve: setWanted,
    dialogs: (
      <>
        <ReasonDialog
          wanted={wanted}
          onClose={() => setWanted(null)}
          onReason={(act, given) => {
            setWanted(null);
            prove({
              ...act,
              attempt: [act.attempt, given.reason, given.ticket].join(' '),
              about: (
                <>
                  <Text>{act.about}</Text>
                  <Text size="sm" c="dimmed">
                    {texts.consoles.withReason(given.reason)}
                  </Text>
                </>
              ),
              act: (headers) => act.act(headers, given),
            });
          }}
        />
        {dialog}
      </>
    ),
    said: (
      <div aria-live="polite">
        {said && (
          <Notice tone="success" title={texts.admin.done} icon={<IconCheck />}>
            <Text size="sm">{said}</Text>
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
