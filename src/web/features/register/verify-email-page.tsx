import { Button, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import { enterSession } from '../../shared/session/session';
import { forgetUnproven, unproven } from '../../shared/session/unproven-address';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { IconMail } from '../../shared/ui/icons';
import { TextLink } from '../../shared/ui/link';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { CodeEntry } from '../../shared/verification/code-entry';

const words = texts.accounts.verifyEmail;

/** Who has just registered is signed in at once; after a reload the password is gone, and signing in sends a new code. */
export function Component() {
  const [account] = useState(unproven);
  return account ? <VerifyEmail account={account} /> : <Navigate to="/sign-in" replace />;
}

interface VerifyEmailProps {
  account: NonNullable<ReturnType<typeof unproven>>;
}

function VerifyEmail({ account: { email, password, isReminder } }: VerifyEmailProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const verify = useMutation({
    mutationFn: async (entered: string) => {
      await answer(api.POST('/api/auth/verify-email', { body: { email, code: entered } }));
      const body = { email, password, transport: 'cookie' } as const;
      const step = await answer(api.POST('/api/auth/login', { body }));
      forgetUnproven();
      if (step.status === 'two_factor_required') return navigate('/sign-in', { replace: true });
      const mustEnrol = step.status === 'enrolment_required';
      await enterSession(queries, { mustEnrol });
      await navigate(mustEnrol ? '/set-up' : '/', { replace: true });
    },
  });
  const isIncorrect = isProblem(verify.error, 'code-incorrect');
  const { incorrect } = words;

  return (
    <CardPage
      title={words.title}
      lead={words.lead(email)}
      footer={<TextLink to="/sign-in">{words.another}</TextLink>}
    >
      <form onSubmit={onSubmit(() => verify.mutate(code))} noValidate>
        <Stack gap="md">
          {isReminder && !verify.error && <Notice tone="info" title={words.notYet} icon={<IconMail />} />}
          {!isIncorrect && <ProblemAlert error={verify.error} />}
          <CodeEntry
            label={words.code}
            value={code}
            onChange={setCode}
            onComplete={(entered) => verify.mutate(entered)}
            isBusy={verify.isPending}
            error={isIncorrect && `${incorrect.title}. ${incorrect.detail}`}
          />
          <Button type="submit" size="md" loading={verify.isPending} disabled={code.length < 6}>
            {words.button}
          </Button>
        </Stack>
      </form>
    </CardPage>
  );
}
