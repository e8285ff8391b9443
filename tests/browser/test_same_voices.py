"""The page's audio thread plays what Python renders: the same voices, sample for sample, without their rooms."""

from __future__ import annotations

import base64
from itertools import pairwise

import numpy as np
import pytest

from gradio_pianoroll import NoteTable, Score, Track
from gradio_pianoroll.synth import instrument_for_program, stream_voices
from tests.browser.roll import RollPage

RATE_HZ = 48_000
SPACING_S, GATE_S = 1.0, 0.6
# One of each family of General MIDI; those that sing are Python's alone.
PROGRAMS = (0, 4, 11, 14, 19, 25, 33, 40, 48, 56, 65, 73, 80, 81, 88, 104)
DRUMS = (36, 38, 42, 45, 49)
KEEP = """() => {
    window.kept = {};
    const { addModule } = AudioWorklet.prototype;
    AudioWorklet.prototype.addModule = async function (url, ...rest) {
        const text = await (await fetch(url)).text();
        if (text.includes("pianoroll-synth")) window.kept.text = text;
        return addModule.call(this, url, ...rest);
    };
    const Node = window.AudioWorkletNode;
    window.AudioWorkletNode = class extends Node {
        constructor(context, name, options) {
            super(context, name, options);
            if (name === "pianoroll-synth") window.kept.config = options.processorOptions;
        }
    };
}"""
# The module and the patches that the page itself has loaded, in a context that is as fast as the machine.
RENDER = """async ({ notes, n, rate }) => {
    const { text, config } = window.kept;
    const context = new OfflineAudioContext(2, n, rate);
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    const node = new AudioWorkletNode(context, "pianoroll-synth", {
        numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [2], processorOptions: { ...config, reverb: 0 },
    });
    node.connect(context.destination);
    const names = config.patches.map((patch) => patch.name);
    const start = notes.map(({ name, ...note }) => ({
        ...note, patch: Math.max(0, names.indexOf(name)), isDrum: name === "drum", track: 0, f0_hz: null, loudness: null,
    }));
    // Before the first sample: messages to the audio thread arrive while it waits.
    void context.suspend(0).then(async () => {
        node.port.postMessage([{ type: "start", notes: start }]);
        await new Promise((done) => setTimeout(done, 500));
        void context.resume();
    });
    const buffer = await context.startRendering();
    return [0, 1].map((side) => {
        const bytes = new Uint8Array(buffer.getChannelData(side).buffer);
        let text = "";
        for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
        return btoa(text);
    });
}"""


def third_octaves_db(sound):
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    edges = 50 * 2 ** (np.arange(28) / 3)
    found = [power[(hz >= a) & (hz < b)].sum() for a, b in pairwise(edges)]
    return 10 * np.log10(np.array(found) + 1e-12)


def test_the_worklet_plays_what_python_renders(serve, open_page):
    roll = RollPage(open_page(serve("basic").url))
    roll.page.evaluate(KEEP)
    roll.root.get_by_test_id("play").click()
    roll.page.wait_for_function("() => window.kept.text && window.kept.config")
    roll.root.get_by_test_id("stop").click()

    kinds = [
        *((program, False, 52 + 3 * (i % 7)) for i, program in enumerate(PROGRAMS)),
        *((0, True, k) for k in DRUMS),
    ]
    # On no block's border.
    onset_s = 0.1 + np.arange(len(kinds)) * (SPACING_S + 0.0007)
    tracks = tuple(Track("", program, 9 if is_drum else 0, is_drum) for program, is_drum, _ in kinds)
    table = NoteTable.from_columns(
        onset_s, GATE_S, [pitch for _, _, pitch in kinds], velocity=80, track=np.arange(len(kinds))
    )
    ours = np.concatenate(list(stream_voices(Score(table, tempo_map=60, tracks=tracks), RATE_HZ)))
    notes = [
        {
            "key": i + 1, "at_s": float(onset_s[i]), "until_s": float(onset_s[i] + GATE_S), "pitch": pitch,
            "velocity": 80 / 127, "name": "drum" if is_drum else instrument_for_program(program),
        }
        for i, (program, is_drum, pitch) in enumerate(kinds)
    ]  # fmt: skip
    sides = roll.page.evaluate(RENDER, {"notes": notes, "n": len(ours), "rate": RATE_HZ})
    theirs = np.stack([np.frombuffer(base64.b64decode(side), np.float32) for side in sides], axis=1)

    for i, at_s in enumerate(onset_s):
        part = slice(round(at_s * RATE_HZ), round((at_s + 0.95) * RATE_HZ))
        a, b = ours[part].astype(float), theirs[part].astype(float)
        assert np.abs(a).max() > 0.01, kinds[i]
        # The first sample that sounds is the same one.
        assert np.flatnonzero(a[:, 0])[0] == pytest.approx(np.flatnonzero(b[:, 0])[0], abs=1), kinds[i]
        for side in (0, 1):
            expected, found = third_octaves_db(a[:, side]), third_octaves_db(b[:, side])
            heard = expected > expected.max() - 60
            assert np.abs(found - expected)[heard].max() < 1, kinds[i]
        # The limiter, which has nothing to do, takes a thousandth.
        assert np.abs(a - b / 0.999).max() < 1e-3, kinds[i]
