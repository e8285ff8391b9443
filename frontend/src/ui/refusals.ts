/** What the engine refused, in words for the page: it says it in English, for programs. */
import type { MessageKey } from "./i18n/en";
import { fetchTexts, t } from "./i18n/language.svelte";

/** The first that fits; its named groups fill the gaps of the text. */
export const REFUSALS: readonly (readonly [RegExp, MessageKey])[] = [
	[/^(?<name>[\w ]+) must be a number from (?<low>\S+) to (?<high>\S+), not (?<given>.*)$/, "refused.number"],
	[/^(?<name>[\w ]+) must be a whole number from (?<low>\S+) to (?<high>\S+), not (?<given>.*)$/, "refused.whole"],
	[/^(?<name>\w+) must be (?<choices>'\w+'( or '\w+')*), not (?<given>.*)$/, "refused.choice"],
	[/^(?<name>\w+) must be beats or a note value .*, not (?<given>.*)$/, "refused.beats"],
	[/^(?<name>\w+) must be a note name .*, not (?<given>.*)$/, "refused.noteName"],
	[/^ends must be true or false, not (?<given>.*)$/, "refused.flag"],
	[/^ramp must be two factors/, "refused.ramp"],
	[/^points must be a list of/, "refused.points"],
	[/^points must ascend; look at the one at (?<at>.*)$/, "refused.pointsAscend"],
	[/^groove must be a list of offsets/, "refused.groove"],
	[/^groove: an offset must be less than half .*, not (?<given>.*)$/, "refused.grooveFar"],
	[/^semitones: give semitones or steps/, "refused.semitonesOrSteps"],
	[/^curve: the score has no F0/, "refused.noF0"],
	[/^(curve: '(?<name>.*)' has no pitches|cents: curve '.*' has no pitches)/, "refused.noPitches"],
	[/^span_s: there is no pitch between/, "refused.noPitchHere"],
	[/^span_s: between .* there is no room for a note$/, "refused.noRoom"],
	[/^(span_s|to_s|to_span_s|points): (curve )?'(?<name>.*)' has no samples (between|from)/, "refused.noSamples"],
	[/^span_s: '.*' keeps no vibrato from/, "refused.noVibrato"],
	[/^to_s: curve '(?<name>.*)' would have more than (?<most>\d+) samples$/, "refused.manySamples"],
	[/^axis_pitch must be a pitch/, "refused.axis"],
	[/^note (?<name>\S+): pitch (?<pitch>-?\d+) is not between 0 and 127$/, "refused.pitchBeyond"],
	[/^scale must be /, "refused.scale"],
	[/^policy: "merge" is for notes of one pitch/, "refused.merge"],
	[/^at_beats must be a position in beats/, "refused.cutPlace"],
	[/^times: (?<count>\d+) notes would be added; (?<most>\d+) are the most$/, "refused.manyCopies"],
	[/^lyrics: (?<texts>\d+) texts for (?<notes>\d+) notes$/, "refused.manyLyrics"],
	[/^factor: give a factor, to_beats or to_s/, "refused.factor"],
	[/^There are segments of the type "(?<type>.*)" already/, "refused.tierTaken"],
	[/^No note here has a (?<what>\w+)\.$/, "refused.nothingToSegment"],
	[/^at_s (?<at>\S+) does not lie inside of segment \S+, from (?<start>\S+) to (?<end>\S+) s\.$/, "refused.cutOutside"],
	[/^Segment \S+ is the last of its tier/, "refused.lastSegment"],
	[/^A segment from (?<start>\S+) to (?<end>\S+) s is there already\.$/, "refused.segmentThere"],
	[/^A segment from \S+ to \S+ s is too short/, "refused.segmentShort"],
	[/^There is a boundary at (?<at>\S+) s already\.$/, "refused.boundaryThere"],
	[/^There is no segment \S+ among/, "refused.noSegment"],
	[/^There is no boundary at (?<at>\S+) s\.$/, "refused.noBoundary"],
	[/^There is a point at (?<at>\S+) s already\.$/, "refused.pointThere"],
	[/^A span from \S+ to \S+ s is too short to be stretched\.$/, "refused.spanShort"],
	[/^".*" is no regular expression: /, "refused.pattern"],
	[/^At this tempo .* would lie beyond the last possible beat/, "refused.tempoFar"],
	[/^tempo (?<bpm>\S+) at tick \S+: it must lie between (?<low>\S+) and (?<high>\S+) bpm\.$/, "refused.tempoRange"],
	[/^signature (?<meter>\S+) at tick \S+: it must be/, "refused.meter"],
	[/^The first tempo and meter stay/, "refused.fixedFirst"],
	[/^The (?<what>\w+) list must begin with one at tick 0\.$/, "refused.beginning"],
	[/^(The \w+ list must be sorted|\w+: item .* must not come before)/, "refused.order"],
	[/^(The \w+ list goes on at tick|\w+: item .* must lie between 0 and )/, "refused.beyondEnd"],
	[/^keys: item .*: sharps must be/, "refused.keyRange"],
	[/^keys: item .*: the mode must be/, "refused.mode"],
	[/^The score keeps something else under "(?<name>\w+)"/, "refused.keptElse"],
	[/^track "(?<name>[^"]*)": (?<what>\w+) (?<given>.*) is not (?<rule>.*)\.$/, "refused.track"],
	[/^((?<count>\d+) tracks are more than a score can hold; |A score holds at most )(?<most>\d+)/, "refused.manyTracks"],
	[/^There is no track (?<number>\S+); tracks are numbered/, "refused.noTrack"],
	[/^Curve "(?<name>[^"]*)": /, "refused.curve"],
	[/^Note (?<note>n\d+): there is no such note/, "refused.noteGone"],
	[/^Note (?<note>n\d+): (the (onset|pitch) of a copy would be|a copy would end)/, "refused.copyOutside"],
	[/^Note (?<note>n\d+): onset would be/, "refused.noteEarly"],
	[/^Note (?<note>n\d+): duration would be/, "refused.noteShort"],
	[/^Note (?<note>n\d+): end would be/, "refused.noteLate"],
	[
		/^Note (?<note>n\d+): (?<what>pitch|velocity|track) would be (?<given>.*); it must be a whole number from 0 to (?<most>\d+)\.$/,
		"refused.noteValue",
	],
	[/^expression: cannot read "(?<char>.*)" at position (?<at>\d+)$/, "refused.expression.character"],
	[/^expression: the text that begins at position (?<at>\d+) has no end$/, "refused.expression.text"],
	[/^expression: expected (?<what>.+) at position (?<at>\d+), found (?<found>.+)$/, "refused.expression.expected"],
	[/^expression: there is no "(?<word>.+)" \(position (?<at>\d+)\); known are (?<known>.+)$/, "refused.expression.unknown"],
	[/^expression: "(?<word>.+)" at position (?<at>\d+) needs /, "refused.expression.needs"],
	[/^(expression: )?(pattern: )?it has (?<count>\d+) characters; (?<most>\d+) are the most\b/, "refused.expression.long"],
	[/^(expression: brackets are nested more than|(expression: )?pattern: its brackets are nested)/, "refused.expression.deep"],
	[/^expression: it (gives a |must be a text)/, "refused.expression.value"],
	[/^(expression: )?pattern: it (takes too long|repeats too much)/, "refused.pattern.work"],
	[/^(expression: )?pattern: (there is a "\)" without|a "[([]" has no)/, "refused.pattern.bracket"],
	[/^(expression: )?pattern: ("[*+?{]" (repeats what|has nothing)|"\{" must be|\{.*\} must ascend)/, "refused.pattern.repeat"],
	[/^(expression: )?pattern: "(?<range>.+)" is no range of characters\b/, "refused.pattern.range"],
	[/^(expression: )?pattern: "(?<what>.+)" is not known here\b/, "refused.pattern.unknown"],
];

/** A group that took no part has no text. */
function filled(groups: Record<string, string> | undefined): Record<string, string> {
	return Object.fromEntries(Object.entries(groups ?? {}).map(([gap, value]) => [gap, value ?? ""]));
}

/** The text that fits; what nobody knows stays as it was said. */
export function refusalText(message: string): string {
	for (const [pattern, key] of REFUSALS) {
		const found = pattern.exec(message);
		if (found) return t(key, filled(found.groups)) || message;
	}
	return message;
}

/** The same, when the texts may not be here yet. */
export async function refusalTextWhenThere(message: string): Promise<string> {
	await fetchTexts();
	return refusalText(message);
}
