import { builder } from '../../graphql/builder.ts';
import { MessageRef } from '../message/message.graphql.ts';
import { mediaAddress } from './media-address.ts';

builder.objectField(MessageRef, 'mediaUrl', (t) =>
  t.string({
    nullable: true,
    description: '图片或文件的地址，一至两小时内有效 · Path of its picture or file, good for one to two hours.',
    resolve: ({ tenantId, mediaHash }, _args, { services }) =>
      mediaHash ? mediaAddress(services.auth.keyring, { tenantId, hash: mediaHash }, Date.now()) : null,
  }),
);
