// An Express app as one finds them: it takes its port from PORT and knows nothing of berth.
const express = require('express');

const app = express();
const shelf = [];

app.use(express.urlencoded({ extended: false }));

app.get('/', (req, res) => {
  console.log(`shelf for ${req.get('x-request-id')}`);
  res.send(`<!doctype html><title>Shelf</title><h1>The shelf</h1><p>${shelf.length} books</p>`);
});

app.get('/books/', (_req, res) => res.redirect('/'));

app.get('/events', (_req, res) => {
  res.type('text/event-stream');
  res.write('data: opened\n\n');
  setTimeout(() => res.end('data: closed\n\n'), 1000);
});

app.listen(process.env.PORT || 3000, () => console.log('the shelf is open'));
