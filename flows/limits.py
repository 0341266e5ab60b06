"""How long texts may be: Slack's limits for where a playbook's words appear, and ours for a phone.

Slack cuts nothing: one text too long and the whole message or dialog is refused (`invalid_blocks`).
"""

BUTTON = 75
"""A button's text (Block Kit, button element)."""

OPTION = 75
"""The text of one choice in a menu or among check boxes (option object)."""

RADIO_OPTIONS = 10
"""Choices of one group of radio buttons or check boxes."""

MENU_OPTIONS = 5
"""Choices of one overflow menu, and as many buttons as a phone shows without scrolling."""

QUESTION = 150
"""A header or a placeholder."""

SENTENCE = 300
"""Ours: what can be read at a glance on a phone. Slack's section would take 3,000."""

ADDRESS = 3_000
"""The `url` of a button."""

PLACEHOLDER_ROOM = 20
"""What `{incoming}` and its like are counted as, because names are longer than some placeholders."""

SECTION = 3_000
"""The text of a section, and of a context element."""

INPUT = 3_000
"""What one field of a dialog takes."""

LABEL = 2_000
"""The label and the hint of a field."""

BLOCK_ID = 255
"""A block's id."""

ROW = 25
"""Elements of one actions block."""

SELECT_OPTIONS = 100
"""Choices of one select menu."""

VIEW_TITLE = 24
"""A dialog's title, and its submit and close buttons."""

VIEW_BLOCKS = 100
"""Blocks of a dialog or of the Home tab."""

MESSAGE_BLOCKS = 50
"""Blocks of a message."""

MESSAGE_TEXT = 12_000
"""All the text of a message's blocks: Slack refuses somewhere above 13,000 (SLACK.md §2.5)."""

CONFIRM_TITLE = 100
"""The title of a confirmation."""

CONFIRM = 300
"""The text of a confirmation."""

CONFIRM_BUTTON = 30
"""Either button of a confirmation."""
