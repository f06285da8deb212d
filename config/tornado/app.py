"""A Tornado app as one finds them: it takes its port from PORT and knows nothing of berth."""

import asyncio
import os

import tornado.web
import tornado.websocket

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tornado behind berth</title>
<style>
body { max-width: 36rem; margin: 4rem auto; padding: 0 1.5rem; font: 1.05rem/1.6 system-ui, sans-serif; }
output { display: block; min-height: 1.6em; padding: .6rem .9rem; border: 1px solid #8a97b1; border-radius: .5rem; }
</style>
<h1>Tornado behind berth</h1>
<p>A WebSocket to this app, through berth, says:</p>
<output id="echo" aria-live="polite">…</output>
<p>A streamed answer: <a href="/stream">/stream</a></p>
<script>
const socket = new WebSocket(location.href.replace(/^http/, 'ws').replace(/\\/[^/]*$/, '/echo'));
socket.onopen = () => socket.send('Hello from the browser.');
socket.onmessage = (event) => { document.getElementById('echo').textContent = event.data; };
</script>
</html>
"""


class Page(tornado.web.RequestHandler):
    def get(self):
        print(f"page for {self.request.headers.get('X-Request-Id', '-')}")
        self.write(PAGE)

    def post(self):
        self.set_header("Content-Type", "application/octet-stream")
        self.write(self.request.body)


class Stream(tornado.web.RequestHandler):
    async def get(self):
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        for number in range(int(self.get_argument("lines", "5"))):
            self.write(f"line {number}\n")
            await self.flush()
            await asyncio.sleep(float(self.get_argument("pause", "0.5")))


class Echo(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        self.write_message(message, binary=isinstance(message, bytes))


async def main():
    home = ("/home", tornado.web.RedirectHandler, {"url": "/"})
    app = tornado.web.Application([("/", Page), home, ("/stream", Stream), ("/echo", Echo)])
    app.listen(int(os.environ["PORT"]), address="127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
