/**
 * What hands expect of a piano roll, for the table at the end of `docs/editing.md`: commands and gestures are those of the key
 * map and the transitions, and each row names the tests that prove it in a browser. `npm run keys` writes the table.
 */
import type { CommandName } from "../engine/interact/commands";
import type { GestureName } from "../engine/interact/transitions";

export interface HandRow {
	feature: string;
	/** Begins with "Not" where there is none, and says why. */
	how: string;
	commands?: readonly CommandName[];
	/** What the pointer begins, so that a row goes when its gesture does. */
	gestures?: readonly GestureName[];
	/** `file::test` of `tests/browser/`; none: it is not there. */
	tests: readonly string[];
}

const DRAWN = "test_rows::test_notes_are_drawn_moved_resized_copied_and_erased";
const BY_KEY = "test_rows::test_notes_are_moved_and_lengthened_by_key_and_undone";
const SELECTED = "test_rows::test_notes_are_selected_by_a_key_of_the_piano_by_arrows_all_and_the_others";
const PASTED = "test_rows::test_copy_paste_and_duplicate_at_the_playhead";
const CATALOGUE = "test_rows::test_edits_by_key_legato_reverse_invert_stretch_quantize_humanize";
const VELOCITIES = "test_rows::test_velocities_are_dragged_alone_as_a_ramp_and_together";
const WORDS = "test_rows::test_lyrics_and_phonemes_are_typed_one_by_one_and_all_at_once";
const CURVE = "test_rows::test_the_pitch_curve_is_drawn_smoothed_and_brought_back";
const LOOKED = "test_rows::test_wheel_keys_overview_and_two_fingers_move_the_view_and_no_note";
const SCALE = "test_hands::test_scale_chord_and_magnet_are_chosen_in_a_panel";
const CHIPS = "test_ruler::test_chips_are_named_edited_in_place_and_python_has_it";
const TRACK = "test_tracks::test_mute_solo_volume_pan_program_colour_drums";

/** Numbered from 1. */
export const HAND_ROWS: readonly HandRow[] = [
	{
		feature: "Draw a note",
		how: "Pencil, a click: the last length, on the grid",
		commands: ["toolDraw"],
		gestures: ["draw"],
		tests: [DRAWN],
	},
	{ feature: "Draw a length", how: "Pencil, a drag", gestures: ["draw"], tests: [DRAWN] },
	{
		feature: "A note without a tool",
		how: "Double click on empty ground",
		tests: ["test_hands::test_a_double_click_on_empty_ground_writes_a_note"],
	},
	{ feature: "Move", how: "Drag a note; all selected ones go along", gestures: ["move"], tests: [DRAWN] },
	{ feature: "Leave the grid", how: "Alt while dragging", tests: [DRAWN] },
	{
		feature: "Keep to one axis",
		how: "Shift while dragging, before or after the press",
		gestures: ["move"],
		tests: ["test_hands::test_shift_keeps_a_drag_to_one_axis_pressed_before_or_after"],
	},
	{ feature: "Change the end", how: "Drag the right edge", gestures: ["resize"], tests: [DRAWN] },
	{ feature: "Change the start", how: "Drag the left edge", gestures: ["resize"], tests: [DRAWN] },
	{ feature: "Lengths of a group", how: "Drag an edge of one selected note", gestures: ["resize"], tests: [DRAWN] },
	{ feature: "Select by a box", how: "Drag on empty ground", gestures: ["rubber"], tests: [DRAWN] },
	{ feature: "Add a box", how: "Shift while dragging it", gestures: ["rubber"], tests: [DRAWN] },
	{ feature: "Take in, take out", how: "Ctrl or Shift and a click", gestures: ["move"], tests: [DRAWN] },
	{ feature: "Notes of a pitch", how: "Click the key of the piano", gestures: ["key"], tests: [SELECTED] },
	{ feature: "All, none", how: "The active track; again: all tracks", commands: ["selectAll", "letGo"], tests: [SELECTED] },
	{ feature: "Note to note", how: "By key", commands: ["selectNext", "selectPrevious"], tests: [SELECTED] },
	{
		feature: "The others; by pitch, track, range, lyric",
		how: "Menu, or an expression in the palette: `velocity > 90`",
		commands: ["selectInverse", "selectSamePitch", "palette"],
		tests: [SELECTED, "test_menus::test_an_expression_selects"],
	},
	{ feature: "Copy by dragging", how: "Ctrl while dragging", gestures: ["move"], tests: [DRAWN] },
	{
		feature: "Copy, cut, paste",
		how: "From roll to roll and window to window",
		commands: ["copy", "cut", "paste", "pasteAtPointer"],
		tests: [PASTED, "test_hands::test_two_windows_exchange_notes_by_the_clipboard"],
	},
	{ feature: "Paste at the playhead", how: "By key; it then stands behind", commands: ["paste"], tests: [PASTED] },
	{ feature: "Duplicate", how: "Right behind the selection", commands: ["duplicate"], tests: [PASTED] },
	{ feature: "Delete", how: "By key", commands: ["delete"], tests: [DRAWN] },
	{ feature: "Erase with the pencil", how: "Right button, a click or a stroke", gestures: ["erase"], tests: [DRAWN] },
	{ feature: "Eraser", how: "A click or a stroke", commands: ["toolErase"], gestures: ["erase"], tests: [DRAWN] },
	{
		feature: "Context menu",
		how: "Right click, a finger that rests, by key",
		commands: ["contextMenu"],
		tests: ["test_menus::test_the_right_button_opens_a_menu_that_keys_walk_through", "test_menus::test_a_finger_that_rests_opens_it"],
	},
	{ feature: "Transpose", how: "By key", commands: ["transposeUp", "transposeDown", "octaveUp", "octaveDown"], tests: [BY_KEY] },
	{ feature: "Nudge, lengthen", how: "By key", commands: ["nudgeLeft", "nudgeRight", "shorten", "lengthen"], tests: [BY_KEY] },
	{
		feature: "Quantize",
		how: "At once, or with strength, swing and groove from the palette, drawn before",
		commands: ["quantize", "quantizeEnds"],
		tests: [CATALOGUE, "test_menus::test_an_edit_with_options_shows_what_it_would_do"],
	},
	{
		feature: "Triplets, dotted, adaptive grid",
		how: "The snap menu",
		tests: ["test_hands::test_the_snap_is_adaptive_or_dotted_when_asked"],
	},
	{
		feature: "Knife",
		how: "A click, or its line across notes; the rest sings `-`",
		commands: ["toolKnife"],
		gestures: ["knife"],
		tests: ["test_hands::test_the_knife_cuts_along_its_line_and_glue_joins_again"],
	},
	{
		feature: "Split at the playhead",
		how: "By key",
		commands: ["splitAtPlayhead"],
		tests: ["test_rows::test_a_note_is_split_at_the_playhead_and_joined_again"],
	},
	{
		feature: "Glue",
		how: "A click on the first of two, a stroke along them, or by key",
		commands: ["toolJoin", "join"],
		gestures: ["join"],
		tests: [
			"test_hands::test_the_knife_cuts_along_its_line_and_glue_joins_again",
			"test_rows::test_a_note_is_split_at_the_playhead_and_joined_again",
		],
	},
	{ feature: "Legato, overlaps away", how: "By key", commands: ["legato", "fixOverlaps"], tests: [CATALOGUE] },
	{ feature: "Humanize", how: "By key; how much, in the palette", commands: ["humanize"], tests: [CATALOGUE] },
	{
		feature: "Stretch, reverse, mirror",
		how: "Alt+Shift on an edge, or by key",
		commands: ["reverse", "invertPitches", "halfTime", "doubleTime"],
		gestures: ["stretch"],
		tests: [CATALOGUE, "test_hands::test_a_selection_is_stretched_and_a_pattern_slides"],
	},
	{
		feature: "Chords, strum, arpeggio",
		how: "A chord for the pencil in the panel beside the snap; strum and arpeggio from the palette",
		commands: ["handSettings", "strumUp", "strumDown", "arpeggioUp", "arpeggioDown"],
		tests: [SCALE, "test_rows::test_notes_of_a_chord_are_strummed_and_broken"],
	},
	{
		feature: "Scale and key, snap to scale",
		how: "The same panel",
		commands: ["handSettings", "toggleScaleSnap"],
		tests: [SCALE],
	},
	{
		feature: "Velocity of one",
		how: "Drag its stem",
		commands: ["velocityUp", "velocityDown"],
		gestures: ["velocity"],
		tests: [VELOCITIES],
	},
	{
		feature: "A ramp of velocities",
		how: "Drag across the stems",
		commands: ["velocityRampUp", "velocityRampDown"],
		gestures: ["velocity"],
		tests: [VELOCITIES],
	},
	{ feature: "Velocities together", how: "Drag the stem of one that is selected", gestures: ["velocity"], tests: [VELOCITIES] },
	{
		feature: "Type values of notes",
		how: "The line of fields, or the list of notes",
		commands: ["inspector", "noteTable", "editVelocity"],
		tests: ["test_menus::test_a_typed_value_is_one_step_and_one_change", "test_menus::test_the_table_sorts_filters_and_is_edited_in_place"],
	},
	{
		feature: "What the hand does, in numbers",
		how: "A chip beside the pointer",
		tests: ["test_hands::test_the_chip_and_the_status_line_tell_what_the_hand_does"],
	},
	{
		feature: "Undo and redo without end",
		how: "By key",
		commands: ["undo", "redo"],
		tests: [BY_KEY, "test_random_session::test_a_session_of_200_undone_and_done_again_by_key"],
	},
	{
		feature: "History as a list",
		how: "A click goes there",
		commands: ["historyPanel"],
		tests: ["test_menus::test_the_history_names_steps_and_jumps"],
	},
	{ feature: "Type a lyric", how: "Double click on the note, or by key", commands: ["lyric"], tests: [WORDS] },
	{ feature: "On to the next lyric", how: "Tab and Shift+Tab while typing", tests: [WORDS] },
	{
		feature: "Input methods (Korean …)",
		how: "Compositions end where they are left",
		tests: ["test_hands::test_an_input_method_is_never_cut_into_pieces"],
	},
	{
		feature: "Several syllables at once",
		how: "They run on into the next notes, shown before",
		tests: ["test_hands::test_several_syllables_run_on_into_the_next_notes"],
	},
	{ feature: "One text for many notes", how: "Select them, then as for one", commands: ["lyric"], tests: [WORDS] },
	{ feature: "Phonemes", how: "Under the lyric; typed in the line of fields", tests: [WORDS] },
	{
		feature: "Phoneme boundaries",
		how: "Drag them in the lane of phonemes",
		commands: ["tierOfPhonemes"],
		gestures: ["tier"],
		tests: ["test_tiers::test_a_boundary_is_dragged_typed_beside_and_joined_away"],
	},
	{
		feature: "Segments",
		how: "Drag boundaries, with Shift those of all tiers; Shift+click selects several, which stretch like rubber; double click types",
		commands: [
			"splitSegment",
			"selectSegment",
			"extendSegments",
			"segmentsByText",
			"boundaryToZero",
			"pointAtPlayhead",
			"toggleTiersTogether",
		],
		gestures: ["tier"],
		tests: [
			"test_tiers::test_a_boundary_is_dragged_typed_beside_and_joined_away",
			"test_speech::test_equal_boundaries_move_together_and_several_stretch_like_rubber",
			"test_speech::test_segments_are_found_by_text_and_labelled_together",
		],
	},
	{
		feature: "Tiers as in Praat",
		how: "Labels with Tab, which plays; Enter sets a boundary where one points; labels by keys while it plays",
		commands: ["splitSegment", "tierOfLyrics", "hearSegment", "labelByKeys", "newTier"],
		tests: [
			"test_speech::test_enter_sets_a_boundary_where_one_points_and_tab_plays",
			"test_speech::test_a_number_that_is_held_writes_its_label",
			"test_tiers::test_labels_are_typed_with_tab_and_an_input_method",
			"test_tiers::test_a_menu_cuts_and_the_keyboard_alone_reaches_a_tier",
		],
	},
	{
		feature: "Draw the F0",
		how: "Pitch tool; Ctrl: a straight line, Alt: smooth, right button: as it was; modes for fingers, and points; a span is moved and stretched",
		commands: ["toolCurve", "pencilLine", "pencilPoints", "pencilSpan", "selectCurveSpan", "resetCurve"],
		gestures: ["curve", "piece"],
		tests: [
			CURVE,
			"test_curve_tools::test_a_straight_line_is_drawn_with_a_finger_and_no_key",
			"test_curve_tools::test_points_are_joined_as_the_menu_says",
			"test_curve_tools::test_a_span_is_raised_moved_stretched_and_reset",
			"test_curve_tools::test_a_piece_is_copied_and_pasted_at_the_playhead",
		],
	},
	{
		feature: "Vibrato, points of curves",
		how: "Pitch tool, Alt+Shift+drag on a note, or Alt+V over a selected span, then its handles; points of a curve that has them are dragged in its lane, double click and Delete",
		commands: ["vibratoAdd"],
		gestures: ["vibrato", "piece"],
		tests: [
			CURVE,
			"test_curve_tools::test_a_vibrato_has_handles_and_python_has_what_they_say",
			"test_curve_tools::test_a_vibrato_of_a_span_is_moved_along_the_curve_and_taken_away",
			"test_tiers::test_points_of_a_curve_are_dragged_set_and_taken_away",
		],
	},
	{
		feature: "Say what is known of the recording's pitch, decoded anew at once",
		how: "Pitch tool over a recording: click a pitch, Shift+drag a box, Ctrl+Shift+drag a rough line (or choose what a drag says in the row of buttons); a pin is selected by a click, moved by a drag",
		commands: ["f0OctaveUp", "f0OctaveDown", "f0NextReading", "f0PreviousReading", "f0Unvoice", "f0AsAnalysed", "nextPin", "previousPin"],
		gestures: ["pin"],
		tests: [
			"test_pins::test_a_doubtful_note_is_found_and_put_an_octave_up_by_keys",
			"test_pins::test_a_box_is_drawn_moved_by_its_handle_and_taken_away",
			"test_pins::test_a_rough_line_and_a_stretch_without_a_pitch",
			"test_pins::test_two_visitors_and_a_reload",
		],
	},
	{
		feature: "Go through the doubtful pitches",
		how: "Pitch tool: N and Shift+N, or the button with their number",
		commands: ["f0NextDoubt", "f0PreviousDoubt"],
		tests: ["test_pins::test_a_doubtful_note_is_found_and_put_an_octave_up_by_keys"],
	},
	{
		feature: "A note takes the recording's pitch with it",
		how: "Pitch tool, Ctrl+Shift+drag a note upright: its stretch is decoded near there",
		gestures: ["pin"],
		tests: ["test_pins::test_a_note_is_dragged_up_with_its_pitch"],
	},
	{
		feature: "Take F0 from another engine's curve",
		how: "Over the selected notes, pin or stretch",
		commands: ["f0TakeCurve"],
		tests: ["test_pins::test_f0_of_another_engine_is_taken_over_a_note"],
	},
	{
		feature: "F0 goes with its note, and notes with the F0",
		how: "Chosen in the panel beside the snap; notes take its pitch, are cut at its jumps, are made of a span",
		commands: ["toggleCurvesFollow", "snapToF0", "splitAtJumps", "noteOfSpan"],
		tests: [
			"test_hands::test_the_pitch_curve_moves_with_its_note",
			"test_curve_tools::test_notes_take_the_pitch_of_their_f0_and_are_cut_where_it_jumps",
			"test_curve_tools::test_a_note_is_made_of_a_span_between_its_neighbours",
		],
	},
	{
		feature: "Draw loudness and other curves",
		how: "In their lanes; guarded when asked; Shift+drag selects a span",
		gestures: ["curve", "piece"],
		tests: ["test_rows::test_the_loudness_is_drawn_in_its_lane", "test_curve_tools::test_the_loudness_is_smoothed_in_its_lane_by_menu"],
	},
	{
		feature: "Add and remove lanes",
		how: "+ under the lanes, ⋯ › Lanes",
		tests: ["test_room::test_lanes_are_added_removed_and_ordered"],
	},
	{
		feature: "Values under the pointer",
		how: "Hz, cents, dB, seconds in the status line",
		tests: ["test_hands::test_the_status_line_tells_what_lies_under_the_pointer_after_an_edit_too"],
	},
	{
		feature: "Spectrogram under the notes",
		how: "The switch in the rail, below the tracks",
		tests: ["test_spectrogram::test_tones_lie_at_their_pitches_and_times"],
	},
	{ feature: "Waveform", how: "The lane of the recording", tests: ["test_files::test_a_sound_is_laid_under_the_notes"] },
	{
		feature: "Formants",
		how: 'The studio\'s analysis with "Formants", or `analysis.formants(audio).to_curves()`: curves over the notes at their pitch',
		tests: ["test_studio_analysis::test_formants_lie_over_the_notes"],
	},
	{ feature: "Zoom at the pointer", how: "Ctrl and the wheel: time; Alt: rows", commands: ["zoomIn", "zoomOut"], tests: [LOOKED] },
	{
		feature: "Pan",
		how: "Shift and the wheel, the middle button",
		gestures: ["pan"],
		tests: [LOOKED, "test_hands::test_the_middle_button_drags_the_score_and_pastes_nothing"],
	},
	{
		feature: "Pan by the hand",
		how: "Hold Space and drag",
		gestures: ["pan"],
		tests: ["test_hands::test_space_pans_while_held_and_plays_when_it_is_only_pressed"],
	},
	{ feature: "Two fingers", how: "Pinch and pan, in time and in rows", tests: [LOOKED] },
	{
		feature: "One finger",
		how: "Edits on a note, scrolls on empty ground, the page at the edge",
		gestures: ["fingerPan"],
		tests: ["test_hands::test_one_finger_scrolls_on_empty_ground_and_edits_on_a_note"],
	},
	{ feature: "Fit all, the selection", how: "By key", commands: ["zoomFit", "zoomSelection"], tests: [LOOKED] },
	{
		feature: "Overview",
		how: "Drag its window, click beside it",
		gestures: ["overview"],
		tests: [LOOKED, "test_room::test_notes_out_of_sight_are_named_and_found"],
	},
	{ feature: "Heights of lanes", how: "Drag the edge above one", tests: ["test_room::test_a_lane_has_the_height_that_one_gives_it"] },
	{
		feature: "Loop",
		how: "Drag in the ruler, drag its edges, or by key",
		commands: ["toggleLoop", "loopStart", "loopEnd"],
		gestures: ["ruler"],
		tests: ["test_ruler::test_positions_and_the_loop_are_typed_in_any_unit", "test_sound::test_a_loop_repeats_without_a_gap"],
	},
	{
		feature: "Seek",
		how: "Click the ruler",
		commands: ["toStart", "toEnd"],
		gestures: ["ruler"],
		tests: ["test_sound::test_seeking_while_it_plays_moves_the_playhead_and_the_music_goes_on"],
	},
	{
		feature: "Type a position",
		how: "`5.1.50`, `0:12.5`, `48000 smp`",
		commands: ["goToPosition", "nextTimeUnit"],
		tests: ["test_ruler::test_positions_and_the_loop_are_typed_in_any_unit"],
	},
	{ feature: "Markers", how: "Chips above the bars", commands: ["addMarker", "nextMarker", "previousMarker"], tests: [CHIPS] },
	{
		feature: "Tempo in mid-song",
		how: "Its chip; asks once what stays",
		commands: ["addTempo"],
		tests: [CHIPS, "test_ruler::test_a_change_of_tempo_asks_once_what_stays"],
	},
	{
		feature: "Meter and key in mid-song",
		how: "Their chips",
		commands: ["addMeter", "addKey"],
		tests: [CHIPS, "test_ruler::test_chips_are_dragged_added_and_removed"],
	},
	{ feature: "Tempo field", how: "⋯ › Tempo; arrows step", tests: ["test_editing::test_tempo_and_signature_fields"] },
	{
		feature: "Tracks with names and colours",
		how: "The rail on the left",
		commands: ["previousTrack", "nextTrack"],
		tests: ["test_tracks::test_the_rail_says_names_instruments_and_which_is_active"],
	},
	{
		feature: "Add, delete, rename, order tracks",
		how: "In the rail: F2, Delete, Alt and arrows, or drag",
		commands: ["addTrack", "deleteTrack", "moveTrackUp", "moveTrackDown"],
		tests: ["test_tracks::test_add_rename_delete_and_undo", "test_tracks::test_reorder_by_drag_and_by_key_takes_the_notes_along"],
	},
	{ feature: "Colour of a track", how: "Its settings", tests: [TRACK] },
	{ feature: "Mute", how: "M in the rail", commands: ["muteTrack"], tests: [TRACK, "test_sound::test_muting_a_track_is_heard"] },
	{ feature: "Solo", how: "S in the rail", commands: ["soloTrack"], tests: [TRACK] },
	{ feature: "Volume, pan, instrument", how: "The rail and the settings of a track", tests: [TRACK] },
	{ feature: "The active track", how: "Click it; new notes go there", tests: ["test_tracks::test_new_notes_go_to_the_active_track"] },
	{
		feature: "Lock, hide, ghosts",
		how: "L and H in the rail",
		commands: ["lockTrack", "hideTrack", "toggleGhosts"],
		tests: ["test_tracks::test_locked_and_hidden_tracks_are_not_edited", "test_rows::test_a_track_is_named_and_locked_by_key"],
	},
	{ feature: "Names of drums", how: "On the keys of a drum track", tests: ["test_tracks::test_drums_have_names_on_the_keys"] },
	{
		feature: "Play, pause, stop",
		how: "By key",
		commands: ["playPause", "stop"],
		tests: ["test_events::test_play_pause_stop_tell_where"],
	},
	{
		feature: "Follow the playhead",
		how: "⋯, or the palette",
		commands: ["toggleFollow"],
		tests: ["test_rows::test_the_view_follows_the_playhead_when_it_is_asked_to"],
	},
	{ feature: "Edit while it plays", how: "Heard at once", tests: ["test_sound::test_an_edit_is_heard_while_it_plays"] },
	{ feature: "Tempo while it plays", how: "The place stays", tests: ["test_sound::test_a_tempo_change_while_it_plays_keeps_the_place"] },
	{
		feature: "Seek while it plays",
		how: "The music goes on there",
		tests: ["test_sound::test_seeking_while_it_plays_moves_the_playhead_and_the_music_goes_on"],
	},
	{
		feature: "Metronome, count-in",
		how: "By key; ⋯ has the count-in, and the pre-roll of loops",
		commands: ["toggleMetronome", "nextPreRoll"],
		tests: [
			"test_ruler::test_sound_the_metronome_clicks_on_the_sample",
			"test_midi::test_sound_a_take_is_counted_in_and_is_one_step_of_undo",
			"test_mixer::test_a_loop_is_come_into_by_a_pre_roll",
		],
	},
	{
		feature: "Timbre",
		how: "The instrument of a track; the panel Sound has the SoundFonts of the server",
		tests: [TRACK, "test_soundfont::test_a_font_is_chosen_and_more_of_it_comes_with_an_edit"],
	},
	{
		feature: "Playback speed",
		how: "25 to 200 %, at the same pitch",
		commands: ["faster", "slower", "normalSpeed"],
		tests: ["test_ruler::test_sound_a_slower_recording_keeps_pitch_and_place"],
	},
	{
		feature: "Notes against recording, WAV",
		how: "Notes, Both, Recording, and Edited where F0 was drawn; the mixer",
		commands: ["nextSource", "compareSources", "mixer"],
		tests: [
			"test_mixer::test_layers_and_tracks_are_heard_as_the_mixer_has_them",
			"test_sound_of_edits::test_what_is_drawn_is_heard_and_undo_brings_the_recording_back",
			"test_ruler::test_who_edits_while_only_the_recording_is_heard_hears_both",
			"test_sound::test_the_song_downloads_as_long_as_it_is_and_at_its_pitches",
		],
	},
	{
		feature: "Sing into it",
		how: "F0 while one sings; one step of undo",
		commands: ["record"],
		tests: [
			"test_live::test_a_song_is_sung_into_an_empty_roll",
			"test_live::test_undo_takes_a_take_back_in_one_step_and_redo_brings_it_again",
		],
	},
	{
		feature: "MIDI, steps, letters as a piano",
		how: "The panel of MIDI",
		commands: ["midiPanel", "keyPiano", "stepInput", "midiRecord"],
		tests: [
			"test_midi::test_steps_are_written_by_the_letters_of_any_layout",
			"test_midi::test_devices_are_asked_for_when_they_are_wanted_and_write_steps",
		],
	},
	{
		feature: "Notes are heard",
		how: "On a click, a key, while drawing; arrows when asked",
		gestures: ["key"],
		tests: ["test_sound::test_a_click_on_a_key_sounds_it_and_letting_go_ends_it"],
	},
	{
		feature: "By keyboard alone",
		how: "The note cursor",
		commands: ["noteCursor", "nextRegion"],
		tests: ["test_note_cursor::test_eight_bars_with_lyrics_are_written_changed_heard_and_saved"],
	},
	{
		feature: "Proposals of a model",
		how: "Heard, accepted or rejected, whole or note by note, by the bar over the notes or by key",
		commands: [
			"acceptProposal",
			"rejectProposal",
			"nextAlternative",
			"previousAlternative",
			"nextProposal",
			"hearProposal",
			"nextGhost",
			"previousGhost",
			"acceptGhost",
			"rejectGhost",
		],
		tests: [
			"test_proposals::test_alternatives_are_looked_at_and_one_is_accepted_in_one_step",
			"test_proposals::test_notes_are_accepted_and_rejected_one_by_one",
		],
	},
	{
		feature: "Help",
		how: "All keys and gestures; searched and changed there",
		commands: ["help"],
		tests: ["test_menus::test_the_help_sheet_has_every_key_and_gesture_and_takes_others"],
	},
	{ feature: "Tips with keys", how: "At each control", tests: ["test_room::test_tips_say_what_a_control_is_and_its_key"] },
	{
		feature: "Drop a file",
		how: "Scores, labels, sound and lyrics, on the roll: known by their content. An empty roll has an example too",
		commands: ["openFile", "openExample"],
		tests: ["test_files::test_a_dropped_song_takes_the_place_or_comes_as_tracks", "test_files::test_a_sound_is_laid_under_the_notes"],
	},
	{
		feature: "Nothing is lost by a reload",
		how: "What Python does not have yet comes back, of scores that were replaced too",
		tests: [
			"test_kept_edits::test_edits_that_only_the_rolls_own_events_heard_survive_a_reload",
			"test_replaced::test_a_reload_keeps_what_was_done_to_each_score_that_was_replaced",
		],
	},
	{
		feature: "Save",
		how: "MIDI, MusicXML, JSON, pictures, WAV",
		commands: ["saveFile", "exportPicture"],
		tests: [
			"test_files::test_mido_and_the_roll_agree_on_a_saved_file",
			"test_studio::test_a_real_midi_file_goes_in_is_edited_and_comes_out",
		],
	},
];
