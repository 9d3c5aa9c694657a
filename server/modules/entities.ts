import { Account } from './account/account.entity.ts';
import { Agent } from './agent/agent.entity.ts';
import { Audit } from './audit/audit.entity.ts';
import { KindExample } from './dialog/kind-example.entity.ts';
import { AnswerLabel } from './calibration/answer-label.entity.ts';
import { AuthSession, KeyLookup, LinkLookup, LoginLookup, RefreshLookup } from './auth/auth.entity.ts';
import { Chat } from './chat/chat.entity.ts';
import { Customer } from './customer/customer.entity.ts';
import { Event } from './event/event.entity.ts';
import { Handoff } from './handoff/handoff.entity.ts';
import { DocumentVersion, KnowledgeChunk, KnowledgeDocument } from './knowledge/knowledge.entity.ts';
import { KnowledgeGap } from './knowledge/knowledge-gap.entity.ts';
import { Media } from './media/media.entity.ts';
import { Message } from './message/message.entity.ts';
import { Reply } from './reply/reply.entity.ts';
import { Request } from './request/request.entity.ts';
import { Room } from './room/room.entity.ts';
import { Session } from './session/session.entity.ts';
import { Tenant, TenantLookup } from './tenant/tenant.entity.ts';
import { Turn } from './turn/turn.entity.ts';
import { Usage } from './usage/usage.entity.ts';
import { User } from './user/user.entity.ts';

/** Every entity of the hub, as the database wants to know them at start. */
export const entities = [
  Tenant,
  TenantLookup,
  User,
  AuthSession,
  LoginLookup,
  KeyLookup,
  LinkLookup,
  RefreshLookup,
  Agent,
  Account,
  Room,
  Chat,
  Customer,
  Session,
  Turn,
  Message,
  Reply,
  Handoff,
  Event,
  Usage,
  AnswerLabel,
  KindExample,
  Audit,
  Request,
  Media,
  KnowledgeDocument,
  DocumentVersion,
  KnowledgeChunk,
  KnowledgeGap,
];
