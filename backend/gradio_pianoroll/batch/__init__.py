"""A corpus on all cores or on a cluster.

`run` analyses many files into a `Dataset` that survives crashes and is continued by the next run;
`batch_process_audio` gives the results of a list of files back; `WorkerPool` is the executor behind both.
"""

from gradio_pianoroll.batch.dataset import Dataset
from gradio_pianoroll.batch.files import FileOutcome, batch_process_audio
from gradio_pianoroll.batch.parameters import FEATURES, BatchParameters
from gradio_pianoroll.batch.pool import WorkerPool
from gradio_pianoroll.batch.progress import Progress
from gradio_pianoroll.batch.report import Report
from gradio_pianoroll.batch.results import FileRecord
from gradio_pianoroll.batch.runner import run
from gradio_pianoroll.errors import BatchError, ClusterLostError, TaskPickleError, TaskTimeoutError, WorkerDiedError

__all__ = [
    "FEATURES",
    "BatchError",
    "BatchParameters",
    "ClusterLostError",
    "Dataset",
    "FileOutcome",
    "FileRecord",
    "Progress",
    "Report",
    "TaskPickleError",
    "TaskTimeoutError",
    "WorkerDiedError",
    "WorkerPool",
    "batch_process_audio",
    "run",
]
