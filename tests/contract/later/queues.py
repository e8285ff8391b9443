"""Sound through the queues of a processor."""

import gradio as gr
import numpy as np

from gradio_pianoroll.performance import RealtimeProcessor


def run(n):
    processor = RealtimeProcessor(buffer_size=256, process=lambda block: float(block.max()))
    processor.start_processing()
    for i in range(int(n)):
        processor.input_queue.put(np.full(256, i / 10, np.float32))
    processor.stop()
    levels = []
    while not processor.output_queue.empty():
        levels.append(round(processor.output_queue.get().values["process"], 3))
    return levels


with gr.Blocks() as demo:
    number, out = gr.Number(3), gr.JSON()
    gr.Button().click(run, number, out)


if __name__ == "__main__":
    demo.launch()
