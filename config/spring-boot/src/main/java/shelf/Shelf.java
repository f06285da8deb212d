package shelf;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.view.RedirectView;

/** A Spring Boot app as one finds them: it listens on 8080 and knows nothing of berth. */
@SpringBootApplication
@RestController
public class Shelf {

  public static void main(String[] args) {
    SpringApplication.run(Shelf.class, args);
  }

  @GetMapping("/")
  String shelf() {
    return "<!doctype html><title>Shelf</title><h1>The shelf</h1>";
  }

  @GetMapping("/books/")
  RedirectView books() {
    return new RedirectView("/");
  }

  @GetMapping("/events")
  SseEmitter events() {
    SseEmitter emitter = new SseEmitter();
    new Thread(() -> tell(emitter)).start();
    return emitter;
  }

  private void tell(SseEmitter emitter) {
    try {
      emitter.send("opened");
      Thread.sleep(1000);
      emitter.send("closed");
      emitter.complete();
    } catch (IOException | InterruptedException e) {
      emitter.completeWithError(e);
    }
  }
}
