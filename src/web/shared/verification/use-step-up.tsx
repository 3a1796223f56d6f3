import { type ReactNode, useState } from 'react';
import { isProblem } from '../api/problem';
import type { ChallengePurpose } from '../api/types';
import { VerificationDialog } from './verification-dialog';

/** @param challengeId for the header `X-2FA-Challenge`; null when nothing was verified */
type Act<ChallengeId> = (challengeId: ChallengeId) => Promise<unknown>;

interface About {
  /** What the person is about to do. */
  about: ReactNode;
  /** In the title of the dialog, when it is about money. */
  amount?: { amount: number; currency: string };
}

interface Asked extends About {
  act: Act<string>;
}

/** A second step before what needs one (RFC 9470). Render `dialog` somewhere. */
export function useStepUp(purpose: ChallengePurpose) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [opened, setOpened] = useState(false);
  const confirm = (act: Act<string>, about: About) => {
    setAsked({ act, ...about });
    setOpened(true);
  };
  return {
    /** Whether somebody is asked for it now. */
    opened,
    /** For what always needs one. */
    confirm,
    /** Where the server decides: without one first, and with one if it asks. @throws every other problem */
    attempt: async (act: Act<string | null>, about: About) => {
      try {
        await act(null);
      } catch (error) {
        if (!isProblem(error, 'second-factor-required')) throw error;
        confirm(act, about);
      }
    },
    dialog: (
      <VerificationDialog
        purpose={purpose}
        opened={opened}
        onClose={() => setOpened(false)}
        onVerified={async (challengeId) => asked?.act(challengeId)}
        amount={asked?.amount}
      >
        {asked?.about}
      </VerificationDialog>
    ),
  };
}
