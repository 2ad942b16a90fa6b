package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the browser of the tests sees what a page does. */
class BrowserTest extends BrowserTestCase {

  @Test
  void scriptOfAPageRunsAndItsErrorsAreSeen(@TempDir Path folder) throws IOException {
    browser().open(page(folder, "document.body.textContent = 'ran'; console.error('oh');"));

    browser().awaitText("body", "ran");
    assertThat(browser().errors()).singleElement().asString().contains("oh");
    browser().forgetLogs();
  }

  @Test
  void requestToAnotherMachineIsSeenAndFails(@TempDir Path folder) throws IOException {
    browser()
        .open(
            page(
                folder,
                "fetch('http://gossip.example.org/x').catch(() => {"
                    + " document.body.textContent = 'failed'; });"));

    browser().awaitText("body", "failed");
    assertThat(browser().requestsToOtherMachines()).containsExactly("http://gossip.example.org/x");
    browser().forgetLogs();
  }

  private static String page(Path folder, String script) throws IOException {
    Path page = folder.resolve("page.html");
    Files.writeString(
        page,
        "<!doctype html><meta charset=utf-8><title>t</title><body><script>" + script + "</script>");
    return page.toUri().toString();
  }
}
