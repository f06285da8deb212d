"""A FastAPI app as one finds them: it knows nothing of berth, and leaves its port to the server."""

import asyncio

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
async def home(request: Request):
    print(f"home for {request.headers.get('X-Request-Id', '-')}")
    return "<!doctype html><title>Shelf</title><h1>The shelf</h1><p>No books yet</p>"


@app.get("/books/")
async def books(request: Request):
    return RedirectResponse(request.url_for("home"))


@app.get("/events")
async def events():
    async def tell():
        yield "data: opened\n\n"
        await asyncio.sleep(1)
        yield "data: closed\n\n"

    return StreamingResponse(tell(), media_type="text/event-stream")
