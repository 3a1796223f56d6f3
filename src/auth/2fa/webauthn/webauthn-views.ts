import { ApiProperty } from '@nestjs/swagger';

export class PasskeyDescriptorView {
  @ApiProperty({ description: 'Base64url.' }) id: string;
  @ApiProperty({ enum: ['public-key'] }) type: 'public-key';
  @ApiProperty({ type: [String], example: ['internal', 'hybrid'] }) transports: string[];
}

/** `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3 section 5.1). */
export class PasskeyRequestView {
  @ApiProperty({
    description: 'Base64url. Derived from the challenge and its binding; another one after each resend.',
  })
  challenge: string;
  @ApiProperty({ example: 'shop.example' }) rpId: string;
  @ApiProperty({ type: [PasskeyDescriptorView] }) allowCredentials: PasskeyDescriptorView[];
  @ApiProperty({ enum: ['required'] }) userVerification: 'required';
  @ApiProperty({ type: 'integer', description: 'Milliseconds.' }) timeout: number;
}

class RelyingPartyView {
  @ApiProperty({ example: 'shop.example' }) id: string;
  @ApiProperty() name: string;
}

class PasskeyUserView {
  @ApiProperty({ description: 'Base64url; opaque.' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty() displayName: string;
}

class PasskeyAlgorithmView {
  @ApiProperty({ enum: ['public-key'] }) type: 'public-key';
  @ApiProperty({ type: 'integer', description: 'COSE algorithm.' }) alg: number;
}

class AuthenticatorSelectionView {
  @ApiProperty({ enum: ['preferred'] }) residentKey: 'preferred';
  @ApiProperty({ enum: ['required'] }) userVerification: 'required';
}

/** `PublicKeyCredentialCreationOptionsJSON` (WebAuthn Level 3 section 5.1). */
export class PasskeyCreationView {
  @ApiProperty({ type: RelyingPartyView }) rp: RelyingPartyView;
  @ApiProperty({ type: PasskeyUserView }) user: PasskeyUserView;
  @ApiProperty({ description: 'Base64url.' }) challenge: string;
  @ApiProperty({ type: [PasskeyAlgorithmView] }) pubKeyCredParams: PasskeyAlgorithmView[];
  @ApiProperty({ type: 'integer', description: 'Milliseconds.' }) timeout: number;
  @ApiProperty({ type: [PasskeyDescriptorView] }) excludeCredentials: PasskeyDescriptorView[];
  @ApiProperty({ type: AuthenticatorSelectionView }) authenticatorSelection: AuthenticatorSelectionView;
  @ApiProperty({ enum: ['none'] }) attestation: 'none';
}
