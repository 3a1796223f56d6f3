import { useMe } from '../../shared/session/session';
import { Page } from '../../shared/ui/page';

export function Component() {
  const { name } = useMe();
  return <Page title={name}>{null}</Page>;
}
