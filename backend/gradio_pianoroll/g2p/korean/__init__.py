"""Korean: Hangul as spoken, by the standard pronunciation (표준 발음법)."""
