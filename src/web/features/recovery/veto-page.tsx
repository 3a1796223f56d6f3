import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { LinkPage } from '../../shared/links/link-page';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { TextLink } from '../../shared/ui/link';
import { useStopToken } from './use-stop-token';

const words = texts.recovery.veto;

/** Where the links lead that stop a recovery. */
export function Component() {
  const [token] = useStopToken();
  return <Veto key={token} token={token} />;
}

function Veto({ token }: { token: string | null }) {
  const veto = useMutation({
    mutationFn: () => answer(api.POST('/api/recovery/veto', { body: { token: token ?? '' } })),
  });
  if (veto.isSuccess)
    return (
      <CardPage title={words.doneTitle} footer={<TextLink to="/sign-in">{texts.recovery.signIn}</TextLink>}>
        <Text role="status">{words.done}</Text>
      </CardPage>
    );
  const howFar = (
    <TextLink to="/recovery/status" state={{ token }} size="sm">
      {words.howFar}
    </TextLink>
  );
  return (
    <LinkPage title={words.title} lead={words.lead} token={token} error={veto.error} otherwise={howFar}>
      <Text size="sm">{words.explanation}</Text>
      <Button color="red.9" size="md" loading={veto.isPending} onClick={() => veto.mutate()}>
        {words.button}
      </Button>
      {howFar}
    </LinkPage>
  );
}
