const MARKS = /[?？]/u;
const PARTICLES = /(?:吗|呢|么|嘛|不|没|没有|木有|吧|啥|几时)\s*[~。!！.…]*$/u;
const WORDS =
  /怎么|怎样|咋|如何|什么|啥|哪|谁|几[个天点时号块元度折年月台条件箱]|多少|多久|多大|多长|多高|多远|多重|何时|为何|为啥|能不能|可不可以|可否|能否|是否|是不是|有没有|有无|会不会|要不要|行不行|好不好|够不够|用不用|需不需要|请问|想问|问一?下|咨询|请教|求教|帮[我忙]?[看查问]|介绍一?下|推荐/u;
/** 不 and 没 at the end ask only after a verb or adjective; 不知道什么 tells. */
const NO_QUESTION = /^(?:没什么|没啥|不怎么|不知道怎么|没怎么|无所谓|不用|算了|随便|不咋|哪里哪里|谁知道)/u;

/** Whether a line asks for something, by its mark, particle or question word. */
export function isQuestion(text: string): boolean {
  const said = text.normalize('NFKC').trim();
  if (MARKS.test(said)) return true;
  if (NO_QUESTION.test(said)) return false;
  return WORDS.test(said) || (said.length > 2 && PARTICLES.test(said));
}
