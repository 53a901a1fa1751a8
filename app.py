"""The laboratory as one ASGI app: the pages, the routes beside them, the guard before them, the runner behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from ui import errors
from ui.settings import ROOT, Settings
from ui.web.guard import Guard
from ui.web.identity import Identity
from ui.web.opening import opened
from ui.web.routes import routes
from ui.web.runner import runner

settings = Settings.from_environment()
signer = opened(settings)  # the store is up to date before anyone reads it


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Keep a runner alive as long as the pages are."""
    async with runner(settings):
        yield


app = st.App(
    ROOT / "ui" / "main.py",
    lifespan=lifespan,
    routes=routes(settings),
    middleware=[Middleware(Guard, hosts=settings.hosts), Middleware(Identity, signer=signer)],
    on_script_error=errors.show_our_mistake,
)
