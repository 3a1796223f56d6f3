import { texts } from '../shared/texts';
import { EmptyState } from '../shared/ui/empty-state';
import { IconInfo } from '../shared/ui/icons';
import { ButtonLink } from '../shared/ui/link';
import { Page } from '../shared/ui/page';

export function Component() {
  const { title, detail, home } = texts.shell.notFound;
  return (
    <Page title={title}>
      <EmptyState
        icon={<IconInfo size={28} />}
        title={title}
        detail={detail}
        action={<ButtonLink to="/">{home}</ButtonLink>}
      />
    </Page>
  );
}
