import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SESSION_COOKIE } from './auth/sessions/session-cookie';
import { completeDocument, operationId } from './openapi-document';

const DESCRIPTION = `A second factor in front of money: approve milestones, prove who you are, and the authorised payment is released once.

Amounts are integers in minor units with an ISO 4217 currency. Times are ISO 8601 in UTC. Errors are problem documents
(RFC 9457); \`code\` is stable and \`type\` leads to its description. \`/api/v1/…\` is the same as \`/api/…\`.`;

export function describeApi(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('ShopFlow')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addSecurity('bearer', { type: 'http', scheme: 'bearer', description: 'The opaque token of a session.' })
    .addSecurity('cookie', {
      type: 'apiKey',
      in: 'cookie',
      name: SESSION_COOKIE,
      description: 'For browsers; unsafe methods must come from the same origin.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, settings, { operationIdFactory: operationId });
  return completeDocument(document, controllersOf(app));
}

/** The page at `/docs` and the document at `/openapi.json`, made at the first request for one of them. */
export function mountDocumentation(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
  });
}

function controllersOf(app: INestApplication) {
  return [...app.get(ModulesContainer).values()]
    .flatMap(({ controllers }) => [...controllers.values()])
    .map(({ metatype }) => metatype as abstract new () => unknown);
}
