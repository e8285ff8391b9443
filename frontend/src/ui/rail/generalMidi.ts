/** Names of General MIDI 1: the 128 programs, in English and Korean. */

type Name = readonly [en: string, ko: string];

/** Sixteen families of eight. */
export const FAMILIES: readonly Name[] = [
	["Piano", "피아노"],
	["Chromatic percussion", "음률 타악기"],
	["Organ", "오르간"],
	["Guitar", "기타"],
	["Bass", "베이스"],
	["Strings", "현악기"],
	["Ensemble", "합주"],
	["Brass", "금관악기"],
	["Reed", "리드 목관"],
	["Pipe", "관악기"],
	["Synth lead", "신스 리드"],
	["Synth pad", "신스 패드"],
	["Synth effects", "신스 효과"],
	["World", "민속 악기"],
	["Percussive", "타악기"],
	["Sound effects", "효과음"],
];

const EN = `Acoustic grand piano|Bright acoustic piano|Electric grand piano|Honky-tonk piano|Electric piano 1|Electric piano 2|Harpsichord|Clavinet
Celesta|Glockenspiel|Music box|Vibraphone|Marimba|Xylophone|Tubular bells|Dulcimer
Drawbar organ|Percussive organ|Rock organ|Church organ|Reed organ|Accordion|Harmonica|Tango accordion
Nylon guitar|Steel guitar|Jazz guitar|Clean guitar|Muted guitar|Overdriven guitar|Distortion guitar|Guitar harmonics
Acoustic bass|Fingered bass|Picked bass|Fretless bass|Slap bass 1|Slap bass 2|Synth bass 1|Synth bass 2
Violin|Viola|Cello|Contrabass|Tremolo strings|Pizzicato strings|Harp|Timpani
String ensemble 1|String ensemble 2|Synth strings 1|Synth strings 2|Choir aahs|Voice oohs|Synth voice|Orchestra hit
Trumpet|Trombone|Tuba|Muted trumpet|French horn|Brass section|Synth brass 1|Synth brass 2
Soprano sax|Alto sax|Tenor sax|Baritone sax|Oboe|English horn|Bassoon|Clarinet
Piccolo|Flute|Recorder|Pan flute|Blown bottle|Shakuhachi|Whistle|Ocarina
Square lead|Sawtooth lead|Calliope lead|Chiff lead|Charang lead|Voice lead|Fifths lead|Bass and lead
New age pad|Warm pad|Polysynth pad|Choir pad|Bowed pad|Metallic pad|Halo pad|Sweep pad
Rain|Soundtrack|Crystal|Atmosphere|Brightness|Goblins|Echoes|Sci-fi
Sitar|Banjo|Shamisen|Koto|Kalimba|Bagpipe|Fiddle|Shanai
Tinkle bell|Agogo|Steel drums|Woodblock|Taiko drum|Melodic tom|Synth drum|Reverse cymbal
Guitar fret noise|Breath noise|Seashore|Bird tweet|Telephone ring|Helicopter|Applause|Gunshot`;

const KO = `그랜드 피아노|브라이트 피아노|일렉트릭 그랜드|홍키통크 피아노|일렉트릭 피아노 1|일렉트릭 피아노 2|하프시코드|클라비넷
첼레스타|글로켄슈필|오르골|비브라폰|마림바|실로폰|튜블러 벨|덜시머
드로바 오르간|퍼커시브 오르간|록 오르간|파이프 오르간|리드 오르간|아코디언|하모니카|탱고 아코디언
나일론 기타|스틸 기타|재즈 기타|클린 기타|뮤트 기타|오버드라이브 기타|디스토션 기타|기타 하모닉스
어쿠스틱 베이스|핑거 베이스|피크 베이스|프렛리스 베이스|슬랩 베이스 1|슬랩 베이스 2|신스 베이스 1|신스 베이스 2
바이올린|비올라|첼로|콘트라베이스|트레몰로 현|피치카토 현|하프|팀파니
현악 합주 1|현악 합주 2|신스 현악 1|신스 현악 2|합창 아|보컬 우|신스 보이스|오케스트라 히트
트럼펫|트롬본|튜바|약음 트럼펫|호른|금관 합주|신스 브라스 1|신스 브라스 2
소프라노 색소폰|알토 색소폰|테너 색소폰|바리톤 색소폰|오보에|잉글리시 호른|바순|클라리넷
피콜로|플루트|리코더|팬플루트|병 불기|샤쿠하치|휘파람|오카리나
사각파 리드|톱니파 리드|칼리오페 리드|치프 리드|차랑 리드|보이스 리드|5도 리드|베이스 앤드 리드
뉴에이지 패드|웜 패드|폴리신스 패드|합창 패드|보우 패드|메탈 패드|헤일로 패드|스위프 패드
비|사운드트랙|크리스털|애트머스피어|브라이트니스|고블린|에코|사이파이
시타르|밴조|샤미센|고토|칼림바|백파이프|피들|샤나이
팅클 벨|아고고|스틸 드럼|우드블록|다이코|멜로딕 탐|신스 드럼|리버스 심벌
기타 프렛 소리|숨소리|파도|새소리|전화벨|헬리콥터|박수|총소리`;

const listed = (text: string): string[] => text.split(/[|\n]/);

export const PROGRAMS: readonly Name[] = listed(EN).map((name, i): Name => [name, listed(KO)[i] as string]);

const inLanguage = (name: Name | undefined, language: string): string | undefined => name?.[language === "ko" ? 1 : 0];

export function programName(program: number, language: string): string {
	return inLanguage(PROGRAMS[program], language) ?? String(program + 1);
}

export function familyName(family: number, language: string): string {
	return inLanguage(FAMILIES[family], language) ?? "";
}
