import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { endAttempt } from '../../shared/api/attempt-key';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import type { Approval, Challenge, Proof } from '../../shared/api/types';
import { formatMoney } from '../../shared/format/money';
import { twoFactorStatusQuery } from '../../shared/session/two-factor-status';
import { texts } from '../../shared/texts';
import { IconShieldCheck } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { Verification } from '../../shared/verification/verification';
import { reviewPath } from '../../shared/work/approve-list';
import { refreshWork } from '../../shared/work/queries';
import { Manifest } from './manifest';
import { isFundsProblem, proveAndPay } from './prove-and-pay';
import { attemptOf } from './selection';
import classes from './verify-payment.module.css';

interface VerifyPaymentProps {
  approval: Approval;
  onChallenge: (challenge: Challenge) => void;
  /** What has become of the approval; throws while the server cannot be reached. */
  refresh: () => Promise<Approval>;
}

const words = texts.approval.verify;
const SLOW_MS = 4_000;

/** Step 2 of 2: whose payment this is, and the proof that it is them. */
export function VerifyPayment({ approval, onChallenge, refresh }: VerifyPaymentProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, preview, challenge, stepUp } = approval;
  const [fault, setFault] = useState<unknown>(null);
  const security = useQuery(twoFactorStatusQuery);
  const cancel = useMutation({
    mutationFn: () => answer(api.DELETE('/api/milestones/approvals/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await refreshWork(queries);
      await navigate('/', { replace: true });
    },
  });
  const contractId = preview.items[0]?.contractId;
  const total = formatMoney(preview.total, preview.currency);

  const { askNow, isSlow, pay } = usePaying(refresh);

  async function submit(proof: Proof, trustDevice: boolean) {
    setFault(null);
    try {
      await pay({ approvalId: id, proof, trustDevice });
      await refreshWork(queries);
    } catch (error) {
      setFault(error);
      throw error;
    }
  }

  if (!challenge || isProblem(fault, 'challenge-other-session')) return <OtherSession preview={preview} />;
  if (security.isPending) return <PageSkeleton />;
  return (
    <Page title={words.title} lead={words.lead}>
      <div className={classes.parts}>
        <div className={classes.manifest}>
          <Manifest preview={preview} />
        </div>
        <Card className={classes.proof}>
          <Stack gap="md">
            <ProblemAlert error={cancel.error} />
            {askNow && (
              <Notice tone="warning" title={words.stillUnclear.title}>
                <Text size="sm">{words.stillUnclear.detail}</Text>
                <Button variant="default" size="xs" onClick={askNow}>
                  {words.stillUnclear.check}
                </Button>
              </Notice>
            )}
            <Verification
              challenge={challenge}
              onChallenge={onChallenge}
              submit={(proof, _method, { trustDevice }) => submit(proof, trustDevice)}
              offersTrust={security.data?.enabled ?? false}
              offersBackupCode={(security.data?.backupCodesRemaining ?? 0) > 0}
              label={words.button(total)}
              onCancel={() => cancel.mutate()}
              cancelLabel={words.cancel}
            />
            <Text size="sm" c="dimmed" role="status" className={classes.slow}>
              {isSlow && !askNow && words.slow}
            </Text>
            {isFundsProblem(fault) && contractId && (
              <ButtonLink
                variant="default"
                to={`/contracts/${contractId}?fund&back=${encodeURIComponent(`/approvals/${id}`)}`}
              >
                {words.funds}
              </ButtonLink>
            )}
          </Stack>
        </Card>
        <div className={classes.why}>
          <Why explanations={stepUp.explanations} signals={stepUp.signals} />
        </div>
      </div>
    </Page>
  );
}

/** Presents proofs, and knows how that is going. */
function usePaying(refresh: VerifyPaymentProps['refresh']) {
  const [askNow, setAskNow] = useState<(() => void) | null>(null);
  const [isSlow, setIsSlow] = useState(false);
  const gone = useRef(new AbortController());
  useEffect(() => {
    gone.current = new AbortController();
    return () => gone.current.abort();
  }, []);
  return {
    /** Asks at once what became of the proof, while that is unknown. */
    askNow,
    isSlow,
    pay: async (what: Pick<Parameters<typeof proveAndPay>[0], 'approvalId' | 'proof' | 'trustDevice'>) => {
      const timer = setTimeout(() => setIsSlow(true), SLOW_MS);
      try {
        const onDoubt = (ask: () => void) => setAskNow(() => ask);
        await proveAndPay({ ...what, refresh, onDoubt, gone: gone.current.signal });
      } finally {
        clearTimeout(timer);
        setIsSlow(false);
        setAskNow(null);
      }
    },
  };
}

function Why({ explanations, signals }: Pick<Approval['stepUp'], 'explanations' | 'signals'>) {
  return (
    <Card>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <IconShieldCheck />
        <Stack gap={4}>
          <Text fw={600}>{words.whyWeAsk}</Text>
          {[...explanations, ...signals].map(({ explanation }) => (
            <Text key={explanation} size="sm" c="dimmed">
              {explanation}
            </Text>
          ))}
        </Stack>
      </Group>
    </Card>
  );
}

/** Approvals end with their session, so that going on here is another attempt. */
function OtherSession({ preview: { items } }: Pick<Approval, 'preview'>) {
  useEffect(() => {
    endAttempt(attemptOf(items.map(({ milestoneId, version }) => ({ id: milestoneId, version }))));
  }, [items]);
  return (
    <Page title={words.title}>
      <Notice tone="warning" title={words.otherSession.title}>
        <Text size="sm">{words.otherSession.detail}</Text>
        <ButtonLink to={reviewPath(items.map(({ milestoneId }) => milestoneId))}>
          {texts.approval.over.again}
        </ButtonLink>
      </Notice>
    </Page>
  );
}
