/**
 * Code names for cases: two everyday words and a suffix, the only name that a case has in clear.
 *
 * The words are those of `tenants/kernel/words.py`, which a test compares.
 */

import { randomBytes } from "../crypto/bytes.ts";

const QUALITIES = `
  agile airy alpine amber ample ancient aqua arctic arched astral autumn azure balanced basic beaded bent
  blue blunt bold bright brisk broad bronze brown buoyant calm candid carved central cheerful chilly chrome
  circular civic classic clean clear clever coastal cobalt compact copper cosmic cosy cotton crafted creamy
  crimson cubic curious curly curved daily dainty dapper dark dawning dense desert direct distant dotted
  double downy dry dusky dusty early earthen eastern easy ebony electric elegant emerald even exact faded
  fair familiar famous fancy feathery festive fine firm fleet floral fluent flying foggy fond formal forward
  fragrant free fresh frosty full gallant gentle giant gilded glad glassy glossy golden good graceful grand
  granite grassy grateful gray happy hardy hearty heavy helpful herbal high hollow honest humble idle indigo
  inland inner ivory jade jolly jovial keen large lasting late lavender leafy lean level light lilac lime
  lively local lofty long loyal lucid lunar magenta main mellow merry mighty mild milky minor minty misty
  modern modest muted narrow native neat nimble noble northern novel oaken opal open orange orderly outer
  oval pale paper pastel patient pink placid plush polar polite proud pure purple quick rapid rare ready
  regal rosy round royal ruby rural russet sandy satin scarlet serene sharp shiny silent silken silver sleek
  slender slow smooth snowy snug soft solar solid southern spiral spring square steady steep still stout
  striped sturdy sunny swift tall tawny teal tender tidal tidy timely topaz true upper urban vast velvet
  verdant vernal violet vivid wavy western wide windy wintry wise wooden woven young
`;

const THINGS = `
  acorn alcove almond anchor antler anvil apricot arbor arch atlas atoll avenue badger bamboo banjo barley
  basin basket bay beacon beaver bell berry birch bison blossom boulder branch breeze bridge brook bucket
  cabin cactus camel canal candle canvas canyon cape caravan carpet catalog cave cedar cello chair chapel
  chestnut cirrus citrus clarinet cliff cloud clover cobble comet compass cottage cove crane crater creek
  crystal cypress daisy dale delta dolphin dome door dove dragonfly drum eagle easel eclipse elk elm estuary
  falcon fern ferry fiddle finch fjord flute forest fountain galaxy garden garnet gazelle geyser glacier
  goose gorge grove gull hamlet harbour harp harvest hawk hazel hedge heron hill hinge horizon inlet iris
  island ivy jasmine juniper kayak kestrel kettle kiln kite ladder lagoon lake lamp lantern lark lemon lens
  library lichen linden loft loom lotus lynx mango maple marsh meadow melon mesa mill mint mirror monsoon
  moor moraine moss moth mountain nectar nickel notebook nutmeg oak oasis olive orbit orchard orchid oriole
  otter oven owl oyster paddle palm papaya pasture pear pebble pelican pepper petal piano pigeon pillar
  plain planet plateau plaza plover pocket pond poplar poppy prairie prism quarry quartz quill quilt rabbit
  rain raven reed reef ribbon river robin rose rudder saddle sail salmon sand sapling satchel shell shore
  shutter silo sky slate snow sparrow spindle spire spoon stable starling station stone stork summit swallow
  swan table teapot thicket thimble thistle thrush tide timber tower trail trellis trout tulip valley vase
  veranda viaduct village violin wagon walnut waterfall wave wharf willow window wren yard
`;

/** Without vowels no suffix is a word, without 0, 1 and l none is misread over the telephone. */
const SUFFIX = "23456789bcdfghjkmnpqrstvwxz";
const SUFFIX_LENGTH = 4;

/** The 256 words of each kind. */
export const WORDS = { qualities: QUALITIES.trim().split(/\s+/), things: THINGS.trim().split(/\s+/) } as const;

/** A name such as `quiet-harbour-7kd3`: about 35 bits, for people to speak; no secret and no id. */
export function newCodeName(): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => oneOf([...SUFFIX])).join("");
  return `${oneOf(WORDS.qualities)}-${oneOf(WORDS.things)}-${suffix}`;
}

function oneOf(choices: readonly string[]): string {
  const most = 256 - (256 % choices.length); // above it the first choices would come up more often
  for (;;) {
    const [drawn = most] = randomBytes(1);
    if (drawn < most) return choices[drawn % choices.length] as string;
  }
}
