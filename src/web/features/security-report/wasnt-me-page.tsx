import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { Consequences, LinkPage } from '../../shared/links/link-page';
import { useLinkToken } from '../../shared/links/link-token';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { TextLink } from '../../shared/ui/link';

const words = texts.links.securityReport;

/** Where "wasn't me" links lead: stops everything in the account without a login. */
export function Component() {
  const token = useLinkToken();
  return <WasntMe key={token} token={token} />;
}

function WasntMe({ token }: { token: string | null }) {
  const report = useMutation({
    mutationFn: () => answer(api.POST('/api/security-reports', { body: { token: token ?? '' } })),
  });
  if (report.isSuccess)
    return (
      <CardPage title={words.doneTitle} footer={<TextLink to="/reset-password">{words.askForLink}</TextLink>}>
        <div role="status">
          <Consequences points={words.next} />
        </div>
      </CardPage>
    );
  return (
    <LinkPage title={words.title} lead={words.lead} token={token} error={report.error}>
      <Consequences points={words.points} />
      <Button color="red.9" size="md" loading={report.isPending} onClick={() => report.mutate()}>
        {words.button}
      </Button>
      <Text size="sm" c="dimmed">
        {words.wasMe}
      </Text>
    </LinkPage>
  );
}
