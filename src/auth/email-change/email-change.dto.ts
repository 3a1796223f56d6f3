import { ApiProperty } from '@nestjs/swagger';
import { CodeField, EmailField, PasswordField } from '../../common/http/fields';

export class ChangeEmailRequest {
  @EmailField() newEmail: string;
  @PasswordField() password: string;
}

export class ConfirmEmailRequest {
  @CodeField() code: string;
}

export class EmailChangeView {
  @ApiProperty({
    format: 'email',
    description: 'Where the code went, or the notice that the address is taken.',
  })
  newEmail: string;
  @ApiProperty({ format: 'date-time', description: 'Until when the code is good.' }) expiresAt: string;
}
