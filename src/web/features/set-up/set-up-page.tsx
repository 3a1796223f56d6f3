import { Paper, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { TwoFactorStatus } from '../../shared/api/types';
import { SavedCodes } from '../../shared/saved-codes/saved-codes';
import { twoFactorStatusQuery } from '../../shared/session/two-factor-status';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Checklist } from './checklist';
import { DetailsStep } from './details-step';
import { DoneStep } from './done-step';
import { MethodStep } from './method-step';
import { ProofStep } from './proof-step';
import classes from './set-up.module.css';
import { type Stage, stepOf, stepsFor } from './stage';
import { Steps } from './steps';
import { useSetUp } from './use-set-up';

const words = texts.setUp;

/** The way to a second step, for the first and for every further one. Restricted sessions have no other page than this. */
export function Component() {
  const status = useQuery(twoFactorStatusQuery);
  if (status.isPending) return <PageSkeleton />;
  if (status.isLoadingError)
    return (
      <Page title={words.title}>
        <ProblemAlert error={status.error} onRetry={() => status.refetch()} />
      </Page>
    );
  return <Wizard status={status.data} />;
}

function Wizard({ status }: { status: TwoFactorStatus }) {
  const [search] = useSearchParams();
  const wished = search.get('method');
  // What takes the place of all that was lost is a first one, with codes and all.
  const hasNothing = status.factors.length === 0 || status.reEnrolment !== null;
  const [isFirst] = useState(hasNothing);
  const [stage, setStage] = useState<Stage>(() => {
    if (isFirst) return { at: 'checklist' };
    return wished === 'webauthn' ? { at: 'details', method: wished } : { at: 'method' };
  });
  const actions = useSetUp(setStage, { needsProof: !hasNothing });
  const go = (next: Stage) => {
    actions.forgetError();
    setStage(next);
  };
  const title = stage.at === 'codes' ? words.savedCodes.title : isFirst ? words.title : words.addTitle;
  return (
    <div className={classes.wizard}>
      <Page key={stage.at} title={stage.at === 'done' && isFirst ? words.done.title : title}>
        <Stack gap="lg">
          <Steps steps={stepsFor(isFirst)} current={stepOf(stage)} />
          <Paper withBorder p={{ base: 'lg', sm: 'xl' }}>
            <Content {...{ stage, go, actions, status, isFirst }} />
          </Paper>
        </Stack>
      </Page>
      {actions.dialog}
    </div>
  );
}

interface ContentProps {
  stage: Stage;
  go: (stage: Stage) => void;
  actions: ReturnType<typeof useSetUp>;
  status: TwoFactorStatus;
  isFirst: boolean;
}

function Content({ stage, go, actions, status, isFirst }: ContentProps) {
  const toMethods = () => go({ at: 'method' });
  switch (stage.at) {
    case 'checklist':
      return <Checklist policy={status.policy} onStart={toMethods} />;
    case 'method':
      return (
        <MethodStep status={status} actions={actions} onDetails={(method) => go({ at: 'details', method })} />
      );
    case 'details':
      return <DetailsStep method={stage.method} actions={actions} onBack={toMethods} />;
    case 'proof':
      return <ProofStep setUp={stage.setUp} actions={actions} onBack={toMethods} />;
    case 'codes':
      return <SavedCodes codes={stage.codes} onSaved={() => go({ at: 'done', method: stage.method })} />;
    case 'done':
      return <DoneStep method={stage.method} isFirst={isFirst} onAnother={toMethods} />;
  }
}
