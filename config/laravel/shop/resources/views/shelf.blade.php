<!doctype html>
<title>Shelf</title>
<h1>The shelf at {{ url('/') }}</h1>
<ul>
  @foreach ($titles as $title)
    <li>{{ $title }}</li>
  @endforeach
</ul>
<p>You are {{ $visitor }}.</p>
