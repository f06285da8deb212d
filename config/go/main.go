// Shelf is a server as one finds them: it takes its port from PORT and knows nothing of berth.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

func home(w http.ResponseWriter, r *http.Request) {
	log.Printf("home for %s", r.Header.Get("X-Request-Id"))
	fmt.Fprint(w, "<!doctype html><title>Shelf</title><h1>The shelf</h1><p>No books yet</p>")
}

func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "data: opened\n\n")
	w.(http.Flusher).Flush()
	time.Sleep(time.Second)
	fmt.Fprint(w, "data: closed\n\n")
}

func main() {
	http.HandleFunc("/", home)
	http.Handle("/books/", http.RedirectHandler("/", http.StatusFound))
	http.HandleFunc("/events", events)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
