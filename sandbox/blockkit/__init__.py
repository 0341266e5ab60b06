"""Block Kit as strict as Slack: `problems` says what Slack would refuse, in its words (SLACK.md §3).

>>> problems([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "message")[-1]
'must be more than 0 characters [json-pointer:/blocks/0/text/text]'
"""

from sandbox.blockkit.surfaces import problems, text_length

__all__ = ["problems", "text_length"]
