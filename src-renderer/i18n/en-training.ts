import type {
  ChangedPair,
  Estimate,
  PromotionReason,
  TrainingPlan,
  TrainingScope,
  TrainingState,
} from '../../src-main/contract/training.ts';
import { albums, faces, people, photos } from './counts.ts';
import { count, distance, duration, number, part, tenths } from './format.ts';

const hundredths = (share: number): string => number(Math.round(100 * share));
const ofHundred = (share: number): string => `${tenths(100 * share)} of 100`;

/** `12 points (5 to 18)`: a difference of two parts, in hundredths. */
function points({ value, low, high }: Estimate): string {
  const [middle, from, to] = [value, low, high].map((share) => tenths(100 * share));
  return `${middle} ${middle === '1' ? 'point' : 'points'} (${from} to ${to})`;
}

/** Whole hundredths, or tenths of them where those would be equal. */
function nowInstead(before: number, after: number): string {
  const rounded = [before, after].map(hundredths);
  const [old, now] =
    rounded[0] === rounded[1] ? [before, after].map((share) => tenths(100 * share)) : rounded;
  return old === now ? `still recognises ${now}` : `now recognises ${now} instead of ${old}`;
}

/** What became of a pair of faces, by whether they are of one person. */
const turns = {
  right: { same: 'Now known to be one person', apart: 'Now told apart' },
  wrong: { same: 'No longer known to be one person', apart: 'Now taken for one person' },
};

/** Words for learning the user's own people. */
export const training = {
  title: 'Fine-tune',
  lead: 'Teach Familiar your own people. It learns from faces you have named and is then tested on photos that it has not learned from. Nothing changes until you say so.',
  source: { label: 'Learn from', people: 'People with names', albums: 'A folder of albums' },

  people: {
    title: 'People to learn from',
    list: 'People',
    ticked: (n: number, total: number) => `${number(n)} of ${people(total)}`,
    poor: (n: number) => `${number(n)} too poor`,
    poorHint: 'Too small, blurred or turned away to learn from',
    missing: (n: number) => `${count(n, 'more face', 'more faces')} needed`,
    fewTitle: 'Too few faces so far',
    fewText: (fewest: number) =>
      `Somebody counts with ${number(fewest)} good faces or more, each in another photo.`,
    all: 'Tick all',
    none: 'Tick none',
    showAll: (n: number) => `Show all ${people(n)}`,
  },

  nobody: 'Nobody has a name yet',
  nobodyText: (fewest: number) =>
    `Name two people or more, each with at least ${number(fewest)} photos. Or choose a folder of albums: one folder for each person, with the person’s name.`,
  toPeople: 'Name people',

  albums: {
    choose: 'Choose a folder of albums',
    other: 'Choose another folder',
    accept: (name: string) => `Look into “${name}”`,
    hint: 'Each folder inside it should hold the photos of one person.',
    lead: 'A folder in which each person has a folder of photos, with the person’s name.',
    drop: { title: 'Drop a folder of albums', text: 'Each folder inside it holds the photos of one person.' },
    found: (n: number) => `${albums(n)} found`,
    list: 'Albums found',
    missing: (n: number) => `${count(n, 'more photo', 'more photos')} needed`,
    none: 'There are no albums in this folder. Each folder inside it should hold the photos of one person.',
    take: 'Take these albums in',
    after:
      'Familiar adds these photos to the library and gives the main face in each the name of its folder. That can be undone.',
    taking: 'Looking for faces in these photos, and naming them…',
    took: (n: number, known: number) =>
      n === 0 && known > 0
        ? `All ${faces(known)} had their names already.`
        : `Took ${faces(n)}${known > 0 ? `; ${number(known)} had their names already` : ''}.`,
    missed: (n: number) => `No face was found in ${photos(n)}.`,
    conflicts: 'Not named after their album',
    conflict: (album: string, name: string | null) =>
      name === null
        ? `You said that this is not ${album}`
        : `In the album ${album}, but already named ${name}`,
  },

  roles: {
    title: 'What will be used',
    train: 'learned from',
    validation: 'watched while it learns',
    heldOut: 'kept for the test at the end',
    strangers: 'of strangers, for the test',
    library: 'of others, to be kept apart',
  },

  suspects: {
    title: 'Are these names right?',
    lead: 'Each of these faces is nearer to somebody else. A wrong name teaches the wrong thing.',
    list: 'Names in doubt',
    text: (nearer: string, own: string) => `Nearer to ${nearer} than to ${own}`,
    distances: (other: number, own: number) => `${distance(other)} against ${distance(own)}`,
    move: (name: string) => `Move to ${name}`,
    keep: (name: string) => `It is ${name}`,
    none: 'No name looks wrong.',
    kept: (n: number) => `${faces(n)} left as ${n === 1 ? 'it is' : 'they are'}`,
    again: 'Show again',
  },

  scopes: {
    title: 'How much of the network learns',
    names: { head: 'Quick', block: 'Thorough', full: 'Whole network' } satisfies Record<
      TrainingScope,
      string
    >,
    texts: {
      head: 'The last layer alone. A good first try.',
      block: 'The last part of the network. Can learn what poor photos look like.',
      full: 'Every layer. For hundreds of photos.',
    } satisfies Record<TrainingScope, string>,
    notSensible: {
      head: 'Cannot be trained on this computer.',
      block: 'Would take too long on this computer.',
      full: 'Would take too long on this computer: it needs a graphics card that can train.',
    } satisfies Record<TrainingScope, string>,
    time: (seconds: number) => `About ${duration(seconds)}`,
    untimed: 'Not timed on this computer yet',
  },

  minutes: { label: 'Learn for at most', unit: 'minutes', hint: 'Empty: as long as suits the choice above.' },
  untellable: {
    'too-few-held-out':
      'Too few photos of these people are left for the test, so the new model could not be recommended. Name more of their photos, or tick more people.',
    'strangers-unknown':
      'The library has too few other people to see whether it still keeps strangers apart, so the new model could not be recommended. Add more photos with other people.',
  } satisfies Record<TrainingPlan['untellable'][number], string>,
  start: 'Start fine-tuning',
  refusals: {
    'too-few-people': 'Tick at least two people who have enough faces.',
    'too-few-faces': 'Too few good faces to learn from. Name more faces of these people.',
  } satisfies Record<NonNullable<TrainingPlan['refusal']>, string>,

  states: {
    importing: 'Taking the albums in',
    preparing: 'Getting the faces ready',
    training: 'Learning',
    paused: 'Paused',
    evaluating: 'Testing old and new',
    done: 'Fine-tuning is done',
    stopped: 'Fine-tuning was stopped',
    failed: 'Fine-tuning failed',
  } satisfies Record<TrainingState, string>,
  amounts: {
    importing: (done: number, total: number) => `${number(done)} of ${photos(total)}`,
    preparing: (done: number, total: number) => `${number(done)} of ${number(total)}`,
    // It ends as soon as nothing more is gained: how many steps there will be nobody knows.
    training: (done: number) => `step ${number(done)}`,
    paused: (done: number, total: number) => `${number(done)} of ${number(total)}`,
    evaluating: (done: number, total: number) => `${number(done)} of ${number(total)}`,
  },
  running: {
    label: 'Fine-tuning',
    left: (seconds: number) => `at most ${duration(seconds)} left`,
    waiting: 'Waiting for the import',
    browse: 'You can leave this page and go on: importing and browsing come first.',
    pause: 'Pause',
    resume: 'Go on',
    stop: 'Stop',
    stopHint: 'Ends it here; what was learned so far is still tested',
    look: 'Show',
    compare: 'Compare old and new',
    dismiss: 'Dismiss',
  },

  curves: {
    title: 'How it learns',
    none: 'The curves begin with the first step.',
    loss: 'Loss',
    lossHint: 'How far the triplets that still violate the margin are from keeping it',
    active: 'Active triplets',
    activeHint: 'Part of the pairs of one person to which somebody else comes too near',
    val: 'Recognised',
    valHint: 'Pairs of one person recognised in the photos watched, at 1 false match in 1,000',
    base: (share: number) => `old model ${part(share)}`,
    step: 'Steps',
    described: (title: string, newest: string, step: number) =>
      `${title}: ${newest} after ${count(step, 'step', 'steps')}`,
  },

  report: {
    pageTitle: (at: string) => `Fine-tuning of ${at}`,
    facts: (scope: TrainingScope, p: number, f: number, seconds: number) =>
      [training.scopes.names[scope], people(p), faces(f), duration(seconds)].join(' · '),
    before: 'Before',
    after: 'After',
    what: 'What was tested',
    val1000: 'Pairs of one person recognised, at 1 false match in 1,000',
    val100: 'Pairs of one person recognised, at 1 false match in 100',
    rank1: 'Faces whose nearest face is the same person’s',
    openSet: 'Faces given the right name, while 1 stranger in 100 is given one',
    groupsF: 'Quality of the groups (B-cubed F)',
    ofHundred,
    interval: ({ low, high }: Estimate) => `${tenths(100 * low)} to ${tenths(100 * high)}`,
    tooFew: 'too few to say',
    intervals: 'Small figures: where the true value lies, with 95% confidence.',
    labelled: 'Your people',
    strangers: 'Strangers',
    tested: (f: number, p: number) => `${faces(f)} of ${people(p)}, none of which it learned from`,
    lead: (before: Estimate, after: Estimate) =>
      `Of 100 pairs of photos of one of your people, none of which it had seen, it ${nowInstead(before.value, after.value)}, at one false match in 1,000.`,
    evenLead: (before: Estimate, after: Estimate) =>
      `Of 100 pairs of photos of one of your people, none of which it had seen, it recognises ${hundredths(after.value)}; it was ${hundredths(before.value)} before. So small a test cannot tell the two apart.`,
    noLead: 'Too few photos could be kept for the test to put a figure on it.',
    better: (gain: Estimate) => `Better by ${points(gain)}`,
    worse: ({ value, low, high }: Estimate) =>
      `Worse by ${points({ value: -value, low: -high, high: -low })}`,
    /** Where the interval of the gain includes none. */
    even: (gain: Estimate) => `No difference beyond chance: ${points(gain)}`,
    curves: 'How it learned',
    trainedOn: (n: number) => `Trained on ${photos(n)}`,
    trainedOnList: 'Photos it was trained on',
    photo: (n: number, total: number) => `Photo ${number(n)} of ${number(total)}`,
    gone: 'There is no such run',
    noReport: 'It ended before old and new could be compared, so there is nothing to use.',
    noBetter:
      'Nothing that it learned did better on the photos it was watched on, so there is nothing to use.',
    back: 'Back to fine-tuning',
  },

  verdict: {
    promote: 'The new model is recommended',
    keep: 'The new model is not recommended',
    reasons: {
      'better-on-labelled': 'It recognises your people better, by more than chance explains.',
      'no-gain-beyond-noise': 'What it gained on your people may be chance.',
      'worse-on-labelled': 'It recognises your people less well than before.',
      'labelled-worse-beside':
        'It recognises your people better, but names or groups them less well than before.',
      'strangers-kept-apart': 'It keeps strangers apart as well as before.',
      'worse-on-strangers': 'It mixes strangers up more often than can be accepted.',
      'strangers-worse-beside': 'It names or groups strangers less well, by more than chance explains.',
      'too-few-held-out': 'Too few photos could be kept for the test to be sure.',
      'strangers-unknown': 'The library has too few strangers to know whether it keeps them apart.',
    } satisfies Record<PromotionReason, string>,
    use: 'Use this model',
    keepOld: 'Keep the old one',
    coming: 'This model takes over soon.',
    active: 'This model is in use.',
    goBack: 'Restore the previous model',
    kept: 'You kept the old one.',
    replaced: 'It was in use, and is no more.',
    wait: 'All faces are looked at anew before it takes over. Until then nothing changes.',
  },

  switching: {
    title: 'Looking at all faces anew',
    text: (done: number, total: number) => `${number(done)} of ${faces(total)}`,
    until: 'The other model takes over when all are done',
  },

  pairs: {
    right: (n: number, atLeast: boolean) =>
      `${atLeast ? 'At least ' : ''}${count(n, 'pair', 'pairs')} became right`,
    wrong: (n: number, atLeast: boolean) =>
      `${atLeast ? 'At least ' : ''}${count(n, 'pair', 'pairs')} became wrong`,
    noneRight: 'No pair became right.',
    noneWrong: 'No pair became wrong.',
    turn: (became: 'right' | 'wrong', same: boolean) => turns[became][same ? 'same' : 'apart'],
    distances: ({ before, after }: Pick<ChangedPair, 'before' | 'after'>) =>
      `${distance(before)} → ${distance(after)}`,
    distancesSpoken: ({ before, after }: Pick<ChangedPair, 'before' | 'after'>) =>
      `distance ${distance(before)} before, ${distance(after)} after`,
    hint: 'Each model goes by its own distance for 1 false match in 1,000.',
    all: (n: number) => `Show the clearest ${number(n)}`,
  },

  history: {
    title: 'Earlier runs',
    open: (at: string) => `Run of ${at}`,
    outcomes: {
      active: 'In use',
      used: 'Was in use',
      'kept-old': 'Old model kept',
      undecided: 'Not decided',
      failed: 'Failed',
      'no-better': 'Nothing better found',
      stopped: 'Stopped early',
      running: 'Under way',
    },
  },
};
