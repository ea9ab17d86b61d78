"""The triage loop: one paper at a time, on a full screen (textual) or line by line where there is none."""
