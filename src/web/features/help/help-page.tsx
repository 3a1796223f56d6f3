import { Card } from '@mantine/core';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { Article } from './article';
import { findTopic } from './topics';

const words = texts.help;

/** All pages, in the order and by the readers that `docs/help/README.md` gives. */
export function Component() {
  return (
    <Page title={words.title} lead={words.lead}>
      <Card maw={760}>
        <Article text={findTopic('README')?.text ?? ''} />
      </Card>
    </Page>
  );
}
