"""The first sound does not wait for a compiler where a server was started before."""

from gradio_pianoroll.synth import warmup


def test_all_kernels_of_sound_are_loaded():
    thread = warmup.warm_up_voices()
    thread.join()
    wanted = list(warmup.kernels())
    assert {kernel.name.partition(".")[0] for kernel, _ in wanted} >= {
        "tone_kernels",
        "voice_kernels",
        "limiter_kernels",
        "psola_kernels",
    }
    for kernel, variant in wanted:
        assert variant in kernel._loaded
