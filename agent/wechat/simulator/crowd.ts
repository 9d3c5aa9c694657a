import { Customer, type CustomerParts, type Seat } from './customer.ts';
import { seededRandom } from './random.ts';

const SURNAMES = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '赵',
  '黄',
  '周',
  '吴',
  '徐',
  '孙',
  '马',
  '朱',
  '胡',
  '林',
  '郭',
  '何',
  '高',
  '罗',
];
const TITLES = ['先生', '女士', '师傅', '老师', '姐', '工'];
const PLACES = ['翠湖小区', '阳光花园', '东城物业', '蓝天4S店', '滨江业主', '城南车友'];
const GROUP_MEMBERS = 4;

export interface CrowdPlan {
  readonly accounts: readonly string[];
  readonly customers: number;
  readonly groups: number;
  readonly seed: number;
}

/** Sends the generated customers on their way; they live until stopped. Nobody shares a window but the members of a group. */
export function startCrowd(plan: CrowdPlan, parts: Omit<CustomerParts, 'random'>): void {
  seats(plan).forEach((seat, place) => {
    const random = seededRandom(plan.seed * 7_919 + place);
    void new Customer({ ...parts, random }, seat).live();
  });
}

function seats(plan: CrowdPlan): readonly Seat[] {
  const account = (place: number): string => plan.accounts[place % plan.accounts.length] ?? '';
  const friends = Array.from({ length: plan.customers }, (_, place) => ({
    account: account(place),
    window: customerName(place),
  }));
  const members = Array.from({ length: plan.groups }, (_, group) =>
    Array.from({ length: GROUP_MEMBERS }, (_member, place) => ({
      account: account(group),
      window: groupName(group),
      sender: customerName(plan.customers + group * GROUP_MEMBERS + place),
    })),
  );
  return [...friends, ...members.flat()];
}

/** Twenty surnames with six titles are 120 names; after that they are numbered. */
function customerName(place: number): string {
  const name = `${SURNAMES[place % SURNAMES.length] ?? ''}${TITLES[Math.floor(place / SURNAMES.length) % TITLES.length] ?? ''}`;
  const round = Math.floor(place / (SURNAMES.length * TITLES.length));
  return round === 0 ? name : `${name}${round + 1}`;
}

function groupName(place: number): string {
  const round = Math.floor(place / PLACES.length);
  return `${PLACES[place % PLACES.length] ?? ''}充电桩群${round === 0 ? '' : round + 1}`;
}
