"""The baseline: Bolt's AsyncApp as it comes, behind Bolt's own server. It verifies requests and only acks."""

import os
import sys

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.views import actions
from bot.web import EVENTS_PATH


def bare_app(token: str, secret: str, api_url: str) -> AsyncApp:
    """The app, with one listener."""
    app = AsyncApp(token=token, signing_secret=secret, client=AsyncWebClient(token=token, base_url=api_url))

    @app.action(actions.DONE)
    async def done(ack: AsyncAck) -> None:
        await ack()

    return app


def main() -> None:
    """Serve on the port that is the first argument, configured as the bot is, by the environment."""
    app = bare_app(
        os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_SIGNING_SECRET"], os.environ["SLACK_API_URL"]
    )
    app.server(port=int(sys.argv[1]), path=EVENTS_PATH, host="127.0.0.1").start()


if __name__ == "__main__":
    main()
