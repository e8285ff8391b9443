"""What a step takes, in MB."""

import gradio as gr

from gradio_pianoroll.performance import monitor_memory_usage, process_with_monitoring


def report(mib):
    monitor = monitor_memory_usage()
    before = monitor()
    _, _, _, increase = process_with_monitoring(lambda: len(bytearray(int(mib) * 1024 * 1024)))
    monitor.stop()
    return [sorted(before), round(increase["python_peak_mb"])]


with gr.Blocks() as demo:
    number, out = gr.Number(8), gr.JSON()
    gr.Button().click(report, number, out)


if __name__ == "__main__":
    demo.launch()
