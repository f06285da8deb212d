<?php
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Log;
use Illuminate\Support\Facades\Route;

Route::get('/', function (Request $request) {
    Log::info('shelf for ' . $request->header('X-Request-Id'));
    return view('shelf', ['titles' => ['The Voyage Out', 'Night and Day', 'Jacob’s Room'], 'visitor' => $request->ip()]);
});

Route::get('/list', fn () => redirect('/'));

Route::get('/events', fn () => response()->stream(function () {
    while (ob_get_level() > 0) {
        ob_end_flush();
    }
    echo "data: opened\n\n";
    flush();
    sleep(1);
    echo "data: closed\n\n";
}, 200, ['Content-Type' => 'text/event-stream']));
