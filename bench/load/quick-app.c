// The cheapest app at hand: up as soon as it listens, answers every GET with its own pid. quick-app PORT
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 1024 };

static struct pollfd places[MOST];
// How many characters of the empty line that ends a head have been read on each connection.
static int matched[MOST];
static int count = 1;

static void welcome(void) {
  int client = accept(places[0].fd, NULL, NULL);
  if (client < 0) return;
  if (count == MOST) { close(client); return; }
  places[count] = (struct pollfd){ .fd = client, .events = POLLIN };
  matched[count++] = 0;
}

static int serve(int at, const char *answer, size_t length) {
  static const char end[] = "\r\n\r\n";
  char bytes[4096];
  ssize_t got = read(places[at].fd, bytes, sizeof bytes);
  if (got <= 0) return 0;
  for (ssize_t i = 0; i < got; i++) {
    matched[at] = bytes[i] == end[matched[at]] ? matched[at] + 1 : bytes[i] == '\r';
    if (matched[at] < 4) continue;
    matched[at] = 0;
    if (write(places[at].fd, answer, length) < 0) return 0;
  }
  return 1;
}

int main(int argc, char **argv) {
  char body[16], answer[128];
  int size = snprintf(body, sizeof body, "%d", (int)getpid());
  int length = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", size, body);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0) };
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 511) < 0) {
    perror("quick-app");
    return 1;
  }
  places[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
  while (poll(places, count, -1) > 0) {
    for (int at = count - 1; at > 0; at--) {
      if (places[at].revents == 0 || serve(at, answer, length)) continue;
      close(places[at].fd);
      places[at] = places[--count];
      matched[at] = matched[count];
    }
    if (places[0].revents != 0) welcome();
  }
  return 0;
}
