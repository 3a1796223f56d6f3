import { Card } from '@mantine/core';
import { Navigate, useParams } from 'react-router';
import { texts } from '../../shared/texts';
import { TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { Article } from './article';
import { findTopic } from './topics';

export function Component() {
  const { topic: name = '' } = useParams();
  const topic = findTopic(name);
  if (!topic) return <Navigate to="/help" replace />;
  const { title, text } = topic;
  return (
    <Page key={name} title={title} before={<TextLink to="/help">{texts.help.all}</TextLink>}>
      <Card maw={760}>
        <Article text={text} />
      </Card>
    </Page>
  );
}
