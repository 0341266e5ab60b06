"""What people do in Slack, one module a feature: verify, authorise, one transaction, ack, end.

Only a dialog is opened inside a listener, because its trigger lives three seconds; everything else that is to
be seen follows from the commit (DESIGN §4).
"""
