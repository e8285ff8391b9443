"""A score as a picture that looks like the roll: for papers, slides and the frames of a video. Needs matplotlib."""
