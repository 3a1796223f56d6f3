import { Global, Module } from '@nestjs/common';
import { AppConfig } from './app-config';

/** The root hands in the configuration it has read and validated. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: AppConfig) {
    return {
      module: ConfigModule,
      providers: [{ provide: AppConfig, useValue: config }],
      exports: [AppConfig],
    };
  }
}
