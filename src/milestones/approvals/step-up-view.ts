import { ApiProperty } from '@nestjs/swagger';
import { reasonExplanations, signalExplanations } from '../../auth/2fa/risk/step-up-explanations';
import { noStepUpReasons, stepUpReasons } from '../../auth/2fa/step-up/step-up-policy';
import { SIGNALS } from '../../config/risk-config';

const reasons = [...stepUpReasons, ...noStepUpReasons];

export class StepUpExplanationView {
  @ApiProperty({ enum: reasons }) reason: string;
  @ApiProperty({ description: 'In plain words, for the person who pays.' }) explanation: string;
}

export class StepUpSignalView {
  @ApiProperty({ enum: SIGNALS }) signal: string;
  @ApiProperty({ description: 'In plain words, for the person who pays.' }) explanation: string;
}

export class StepUpView {
  @ApiProperty() required: boolean;
  @ApiProperty({
    enum: reasons,
    isArray: true,
    example: ['first-payment', 'above-threshold'],
    description: 'All that apply, in the order in which the rules are asked.',
  })
  reasons: string[];
  @ApiProperty({ type: [StepUpSignalView], description: 'What `unusual-activity` consists of; else none.' })
  signals: StepUpSignalView[];
  @ApiProperty({ type: [StepUpExplanationView], description: 'One a reason.' })
  explanations: StepUpExplanationView[];
}

/** A row may hold names that this version does not know: they are shown, but not explained. */
export function viewStepUp(
  required: boolean,
  foundReasons: readonly string[],
  foundSignals: readonly string[],
): StepUpView {
  return {
    required,
    reasons: [...foundReasons],
    signals: foundSignals.map((signal) => ({ signal, explanation: wordsFor(signalExplanations, signal) })),
    explanations: foundReasons.map((reason) => ({
      reason,
      explanation: wordsFor(reasonExplanations, reason),
    })),
  };
}

function wordsFor(words: Record<string, string>, name: string): string {
  return words[name] ?? '';
}
