"""Full-context labels of singing (HTS, Sinsy, NNSVS): a phone in each line with all that stands around it.

``start end p1@p2^p3-p4+p5=… /A:… /E:F4]0^11=2/4~100!1@60#24+…``: the phone is ``p4``; the note that it is sung in has
pitch, key, meter, tempo and length in the part ``E``, lengths in 24ths of a quarter note. Read are phones with their
times, notes on the beats that their lengths add up to, tempos, meters, keys and slurs. All other parts follow from
those, and are made anew when such a file is written.

Source: the label format of Sinsy 0.92 (HTS working group) as NNSVS and utaupy read it.
"""

from .read import fits, score_of_lines
from .write import write

__all__ = ["fits", "score_of_lines", "write"]
