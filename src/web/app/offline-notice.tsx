import { useNetwork } from '@mantine/hooks';
import { texts } from '../shared/texts';
import { Notice } from '../shared/ui/problem-alert';

export function OfflineNotice() {
  const { online } = useNetwork();
  return online ? null : <Notice tone="warning" title={texts.shell.offline} />;
}
