"""A Flask app as one finds them: it knows nothing of berth, and leaves its port to the server."""

import time

from flask import Flask, Response, redirect, request, url_for

app = Flask(__name__)


@app.get("/")
def home():
    print(f"home for {request.headers.get('X-Request-Id', '-')}")
    return "<!doctype html><title>Shelf</title><h1>The shelf</h1><p>No books yet</p>"


@app.get("/books/")
def books():
    return redirect(url_for("home", _external=True))


@app.get("/events")
def events():
    def tell():
        yield "data: opened\n\n"
        time.sleep(1)
        yield "data: closed\n\n"

    return Response(tell(), mimetype="text/event-stream")
