import { Stack } from '@mantine/core';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { ChangeEmail } from './change-email';
import { ChangePassword } from './change-password';
import { OwnData } from './own-data';
import { Profile } from './profile';

export function Component() {
  return (
    <Page title={texts.account.title} lead={texts.account.lead}>
      <Stack gap="lg">
        <Profile />
        <ChangeEmail />
        <ChangePassword />
        <OwnData />
      </Stack>
    </Page>
  );
}
