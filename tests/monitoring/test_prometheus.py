"""The metrics as Prometheus reads them, from a real Gradio server."""

import subprocess
import sys
import urllib.error
import urllib.request

import gradio as gr
import pytest
from prometheus_client.parser import text_string_to_metric_families

from gradio_pianoroll.monitoring import Metrics, mount_metrics, prometheus_text


@pytest.fixture
def metrics():
    metrics = Metrics()
    metrics.count("cache.hits", 3)
    metrics.gauge("queue length", lambda: 5)
    metrics.timing("f0").add(0.25)
    metrics.timing("f0").add(0.5)
    return metrics


def samples(text):
    families = text_string_to_metric_families(text.decode())
    return {sample.name: sample.value for family in families for sample in family.samples}


WANTED = {
    "gradio_pianoroll_cache_hits_total": 3,
    "gradio_pianoroll_queue_length": 5,
    "gradio_pianoroll_f0_seconds_count": 2,
    "gradio_pianoroll_f0_seconds_sum": 0.75,
}


def test_text(metrics):
    assert samples(prometheus_text(metrics)) == WANTED


def test_the_endpoint_of_a_gradio_server(metrics):
    with gr.Blocks() as demo:
        gr.Textbox()
    app, url, _ = demo.launch(prevent_thread_lock=True, quiet=True)
    try:
        mount_metrics(app, metrics=metrics)
        mount_metrics(app, "/private", token="sesam", metrics=metrics)
        with urllib.request.urlopen(f"{url}metrics", timeout=30) as answer:
            assert answer.headers["content-type"].startswith("text/plain")
            assert samples(answer.read()) == WANTED
        metrics.count("cache.hits")
        request = urllib.request.Request(f"{url}private", headers={"Authorization": "Bearer sesam"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert samples(answer.read())["gradio_pianoroll_cache_hits_total"] == 4
        for headers in ({}, {"Authorization": "Bearer other"}):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(urllib.request.Request(f"{url}private", headers=headers), timeout=30)
            assert refused.value.code == 401
    finally:
        demo.close()
    with pytest.raises(ValueError, match="must begin with /"):
        mount_metrics(app, "metrics")


def test_a_missing_package_is_told_how_to_install():
    code = (
        "import sys; sys.modules['prometheus_client'] = None\n"
        "from gradio_pianoroll.monitoring import prometheus_text\n"
        "try:\n    prometheus_text()\nexcept ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert "pip install 'gradio_pianoroll[metrics]'" in done.stdout
