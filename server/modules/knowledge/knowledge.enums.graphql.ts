import { builder } from '../../graphql/builder.ts';

export const DocumentStateEnum = builder.enumType('DocumentState', {
  description: '文档现状 · What a document is now.',
  values: {
    PUBLISHED: { value: 'published', description: '正在用于回答 · Questions are answered from it.' },
    IMPORTING: { value: 'importing', description: '最新版本正在导入 · Its newest version is being imported.' },
    HELD: {
      value: 'held',
      description: '最新版本含个人信息，待人确认 · Its newest version holds personal data and waits for a person.',
    },
    REFUSED: {
      value: 'refused',
      description:
        '最新版本未能导入；已发布的旧版本不受影响 · Its newest version could not be imported; one published before is not harmed.',
    },
    EXPIRED: { value: 'expired', description: '已过期，不再用于回答 · Expired: nothing is answered from it.' },
    REMOVED: {
      value: 'removed',
      description: '已移除，7 天内可恢复 · Removed; it can be restored for 7 days.',
    },
  },
});

export const DocumentSourceEnum = builder.enumType('DocumentSource', {
  description: '文档来源 · Where a document came from.',
  values: {
    UPLOAD: { value: 'upload', description: '上传 · Uploaded.' },
    FOLDER: { value: 'folder', description: '知识文件夹（KNOWLEDGE_DIR） · The owner’s folder.' },
    WRITTEN: { value: 'written', description: '手写问答 · An entry written by hand.' },
    SAMPLE: { value: 'sample', description: '演示样例 · The sample of the demo.' },
  },
});

export const VersionStateEnum = builder.enumType('VersionState', {
  description: '版本状态 · State of a version.',
  values: {
    IMPORTING: { value: 'importing', description: '正在导入或排队 · Being imported, or in the queue.' },
    HELD: { value: 'held', description: '含个人信息，待发布 · Holds personal data; waits to be published.' },
    PUBLISHED: { value: 'published', description: '正在用于回答 · Questions are answered from it.' },
    REPLACED: { value: 'replaced', description: '已被别的版本取代，可回退 · Replaced; can be rolled back to.' },
    REFUSED: { value: 'refused', description: '文件不能用，原因见 error · The file cannot be used; see error.' },
    CANCELLED: { value: 'cancelled', description: '已取消或放弃 · Cancelled or discarded.' },
    FAILED: { value: 'failed', description: '多次重试仍失败，可再试 · Failed after retries; can be tried again.' },
  },
});

export const ImportStageEnum = builder.enumType('ImportStage', {
  description: '导入进行到哪一步 · What an import is doing.',
  values: {
    QUEUED: { value: 'queued', description: '排队 · In the queue.' },
    READING: { value: 'reading', description: '读取文件，按页计 · Reading the file; counted in pages.' },
    RECOGNISING: { value: 'recognising', description: '文字识别，按页计 · OCR; counted in pages.' },
    STORING: { value: 'storing', description: '切分并保存，按段落计 · Storing passages; counted in passages.' },
    CHECKING: { value: 'checking', description: '检查个人信息 · Looking for personal data.' },
  },
});

export const LeftOutReasonEnum = builder.enumType('LeftOutReason', {
  description: '为何没有收录 · Why a part was left out.',
  values: {
    ENCRYPTED: { value: 'encrypted', description: '有密码 · Encrypted.' },
    EMPTY: { value: 'empty', description: '没有内容 · Empty.' },
    TOO_LARGE: { value: 'too-large', description: '过大 · Too large.' },
    UNREADABLE: { value: 'unreadable', description: '无法读取 · Cannot be read.' },
    PICTURE: { value: 'picture', description: '图片中没有认出文字 · A picture without text that could be recognised.' },
    TOO_MANY: {
      value: 'too-many',
      description: '图片太多，后面的没有识别 · Too many pictures: the later ones were not read.',
    },
    HIDDEN: {
      value: 'hidden',
      description:
        '被隐藏的行、列、工作表或幻灯片，以及演讲者备注 · Hidden rows, columns, sheets or slides, and speakers’ notes.',
    },
    NO_QUESTION: { value: 'no-question', description: '缺少问题 · Without a question.' },
    NO_ANSWER: { value: 'no-answer', description: '缺少答案 · Without an answer.' },
    REPEATED: { value: 'repeated', description: '重复 · Said before.' },
    EXPIRED: { value: 'expired', description: '已过失效日期 · Past its last day.' },
    TOO_LONG: { value: 'too-long', description: '过长 · Too long.' },
  },
});

export const PersonalDataKindEnum = builder.enumType('PersonalDataKind', {
  description: '个人信息的种类 · Kind of personal data.',
  values: {
    PHONE: { value: 'phone', description: '电话 · Phone number.' },
    EMAIL: { value: 'email', description: '邮箱 · E-mail address.' },
    IDENTITY: { value: 'identity', description: '身份证件号 · Identity number.' },
    BANK_CARD: { value: 'bank-card', description: '银行卡号 · Bank card number.' },
  },
});
