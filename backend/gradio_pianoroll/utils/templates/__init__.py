"""Apps for common uses of the roll, each a `gr.Blocks` that is ready to launch; in English and Korean."""

from .audio import create_audio_analysis_template
from .basic import create_basic_template
from .collection import create_all_templates
from .comparison import create_comparison_template
from .generation import create_midi_generation_template
from .paper import create_paper_figure_template
from .speech import create_tts_template

__all__ = [
    "create_all_templates",
    "create_audio_analysis_template",
    "create_basic_template",
    "create_comparison_template",
    "create_midi_generation_template",
    "create_paper_figure_template",
    "create_tts_template",
]
