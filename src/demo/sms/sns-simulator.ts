import { randomBytes, randomUUID } from 'node:crypto';
import {
  type ProviderAnswer,
  type ProviderCall,
  ProviderSimulator,
  type ReceivedText,
} from './provider-simulator';

const XML_TYPE = 'text/xml';
const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const SIGNATURE =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([\w-]+)\/sns\/aws4_request, SignedHeaders=[\w;-]+, Signature=[0-9a-f]{64}$/;

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: signature version 4, a form in, XML out. */
export class SnsSimulator extends ProviderSimulator {
  readonly region = 'us-east-1';
  readonly accessKeyId = `AKIA${randomBytes(8).toString('hex').toUpperCase()}`;
  readonly secretAccessKey = randomBytes(30).toString('base64url');

  static listen(onText: (text: ReceivedText) => Promise<void> | void, port = 0): Promise<SnsSimulator> {
    return new SnsSimulator(onText).listen(port);
  }

  protected judge({ headers, form }: ProviderCall): ProviderAnswer | ReceivedText {
    const [, keyId, region] = SIGNATURE.exec(headers.authorization ?? '') ?? [];
    if (!keyId) return this.refuse(403, 'MissingAuthenticationToken');
    if (keyId !== this.accessKeyId || region !== this.region) return this.refuse(403, 'InvalidClientTokenId');
    if (form.get('Action') !== 'Publish' || form.get('Version') !== '2010-03-31')
      return this.refuse(400, 'InvalidAction');
    const to = form.get('PhoneNumber') ?? '';
    const text = form.get('Message') ?? '';
    if (text === '' || !/^\+[1-9]\d{6,14}$/.test(to)) return this.refuse(400, 'InvalidParameter');
    return { provider: 'sns', to, from: 'SNS', text };
  }

  protected refuse(status: number, code: string | number): ProviderAnswer {
    const fault = status < 500 ? 'Sender' : 'Receiver';
    const error = `<Error><Type>${fault}</Type><Code>${code}</Code><Message>Refused with ${code}</Message></Error>`;
    return {
      status,
      type: XML_TYPE,
      body: `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    };
  }

  protected accept(): ProviderAnswer {
    const result = `<PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult>`;
    const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
    return {
      status: 200,
      type: XML_TYPE,
      body: `<PublishResponse xmlns="${NAMESPACE}">${result}${metadata}</PublishResponse>`,
    };
  }
}
