"""Every name of the performance guide is importable from `gradio_pianoroll.performance` and takes what the guide gives."""

import inspect

import pytest

from gradio_pianoroll import performance

# Name → (positional arguments, keyword arguments with their defaults) that the guide's programs use.
GUIDE = {
    "optimize_audio_memory": (("audio", "sr"), {"target_sr": 22050, "chunk_size": 1024, "process": None}),
    "cleanup_piano_roll_data": (("data",), {}),
    "optimize_large_note_count": (("data",), {"max_notes": 2000, "key": "velocity"}),
    "create_virtualized_pianoroll": ((), {}),
    "fast_f0_analysis": (
        ("y",),
        {"sr": 22050, "fmin": 50, "fmax": 800, "hop_length": 512, "frame_length": 2048},
    ),
    "batch_process_audio": (("files",), {"batch_size": 4}),
    "RealtimeProcessor": ((), {"buffer_size": 1024}),
    "async_audio_analysis": (("audio",), {}),
    "create_async_interface": ((), {}),
    "optimize_frontend_data": (("data",), {"precision": 3}),
    "monitor_memory_usage": ((), {}),
    "process_with_monitoring": (("fn",), {}),
    "benchmark": (("fn",), {}),
    "run_performance_benchmark": ((), {}),
    "get_optimized_config": ((), {}),
    "create_progressive_piano_roll": (("load_full_note_data",), {}),
}
ARGUMENTS_OF_THE_FUNCTION = {"process_with_monitoring": (1, 2)}


@pytest.mark.parametrize("name", GUIDE)
def test_name(name):
    function = getattr(performance, name)
    assert name in performance.__all__
    positional, defaults = GUIDE[name]
    signature = inspect.signature(function)
    # It can be called in the way of the guide.
    signature.bind(*positional, *ARGUMENTS_OF_THE_FUNCTION.get(name, ()), **defaults)
    for argument, default in defaults.items():
        assert signature.parameters[argument].default == default, argument
    assert inspect.getdoc(function)


def test_the_processor_has_its_methods():
    for method in ("start_processing", "stop", "__enter__", "__exit__"):
        assert callable(getattr(performance.RealtimeProcessor, method))


def test_what_the_monitor_and_the_settings_tell():
    told = performance.monitor_memory_usage()()
    assert {"rss_mb", "vms_mb", "python_current_mb", "python_peak_mb"} <= set(told)
    config = performance.get_optimized_config()
    assert {"sample_rate", "max_notes", "enable_cache", "chunk_size", "log_level"} <= set(config)
