"""What the files of singing synthesizers have in common.

A score keeps what such files say where the rest of the package has it, so that one format can be written after another
was read:

| in the files | in a score |
| --- | --- |
| a note that goes on with the syllable before it (slur, ``+~``) | the lyric ``-``, as MusicXML has it here |
| phonemes of a note | the column `phoneme`, blanks between them |
| phones with their times | segments of the type ``phones`` |
| a breath or another named rest | a segment of the type ``rests`` where no note is |
| what lies between a pitch and its semitone | the key ``cents`` of a note |
| vibrato, pitch points | the keys ``vibrato`` and ``pitchPoints`` of a note (module `expression`) |
| pitch and other parameters frame by frame | curves, one each for all phrases (module `frames`) |
| what only this format knows | under the format's own key in the extras of note, track and score |

`fields` reads lists of values between blanks, `voice` makes one voice of a score, `phrases` divides it into phrases.
"""
