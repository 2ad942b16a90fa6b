package dev.gossip.cli.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Tests the dashboard of {@code gossip demo --control} in a browser. */
class DemoDashboardTest extends BrowserTestCase {
  private static final int BASE = FreePorts.base();
  private static final String FIRST_MESSAGE = "#messages > li:first-child";

  private final CliProcess demo =
      CliProcess.start(
          "demo",
          "--port",
          String.valueOf(BASE),
          "--control",
          "127.0.0.1:0",
          "--spam",
          "reputation");
  private final String url = Dashboard.urlOf(demo);

  @BeforeEach
  void openPage() {
    browser().resize(1280, 1000);
    browser().open(url);
    browser().awaitText("#tile-nodes", "6");
    browser().awaitText("#connection", "Live");
  }

  @AfterAll
  void stopDemo() {
    demo.close();
  }

  private WebElement node(int port) {
    return browser().css("#graph g[data-node='127.0.0.1:" + port + "']");
  }

  private void publish(String text) {
    browser().css("#publish-text").sendKeys(text);
    browser().css("#publish button").click();
  }

  @Test
  void sixNodesAreOneNetworkWithItsLinks() {
    browser().awaitText("#tile-links", "6");
    assertThat(browser().driver().findElements(By.cssSelector("#graph .nodes g"))).hasSize(6);
    assertThat(browser().driver().findElements(By.cssSelector("#graph line"))).hasSize(6);
    assertThat(browser().driver().findElements(By.cssSelector("#links tr"))).hasSize(6);
    browser().awaitText("#links", BASE + " – " + (BASE + 10));
  }

  @Test
  void messagePublishedAtAClickedNodeArrivesAtAllOthers() {
    node(BASE + 20).click();
    assertThat(node(BASE + 20).getDomAttribute("aria-pressed")).isEqualTo("true");
    publish("hello from a page");

    browser().awaitText(FIRST_MESSAGE, "hello from a page");
    browser().awaitText(FIRST_MESSAGE, "from " + (BASE + 20));
    browser().awaitText(FIRST_MESSAGE, "reached 5 of 5");
    Dashboard.awaitLines(demo, (BASE + 20) + " says 'hello from a page' to 2 peers", 1);
    Dashboard.awaitLines(demo, "got 'hello from a page' from", 5);
    browser().css(FIRST_MESSAGE + " summary").click();
    browser().awaitText(FIRST_MESSAGE + " .path", "got it from " + (BASE + 10));
  }

  @Test
  void messageTypedInTheTerminalTravelsOnThePage() {
    browser()
        .driver()
        .executeScript(
            """
            window.dots = 0;
            new MutationObserver(changes => changes.forEach(c => dots += c.addedNodes.length))
                .observe(document.querySelector('#graph .dots'), {childList: true});""");
    demo.type((BASE + 30) + " typed");

    browser().awaitText(FIRST_MESSAGE, "typed");
    browser().awaitText(FIRST_MESSAGE, "reached 5 of 5");
    browser()
        .await(
            "a dot for each of the five hops",
            () -> Long.valueOf(5).equals(browser().driver().executeScript("return dots")));
  }

  @Test
  void nodeIsChosenWithTheKeyboard() {
    node(BASE + 40).sendKeys(Keys.ENTER);

    Select shown = new Select(browser().css("#node"));
    assertThat(shown.getFirstSelectedOption().getText()).isEqualTo(String.valueOf(BASE + 40));
    assertThat(browser().driver().findElements(By.cssSelector("#peers tr"))).hasSize(1);
  }

  @Test
  void standingOfAPeerIsExplained() {
    new Select(browser().css("#node")).selectByVisibleText(String.valueOf(BASE));
    browser().css("#peers tr:first-child .why").click();

    browser().awaitText("#why-title", "What " + BASE + " thinks of " + (BASE + 10));
    browser().awaitText("#why-summary", "good");
    browser().css("#why").sendKeys(Keys.ESCAPE);
    browser()
        .await(
            "the dialog is closed",
            () -> !browser().driver().findElement(By.id("why")).isDisplayed());
  }

  @Test
  void nodeThatIsDownIsShownAsDown() {
    demo.type("down " + (BASE + 30));
    browser().awaitText("#tile-nodes", "5 of 6");
    browser().await("down", () -> "down".equals(node(BASE + 30).getDomAttribute("data-state")));
    demo.type("up " + (BASE + 30));
    browser().await("up", () -> "up".equals(node(BASE + 30).getDomAttribute("data-state")));
    browser().awaitText("#tile-links", "6");
  }

  @Test
  void hostileTextIsShownAsText() throws IOException, InterruptedException {
    String evil = "<img src=x onerror=window.hacked=1><script>hacked=1</script>\u001b[2J\u202egpj";
    String topic = "<b>t</b>\u202e\u009b2J";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(url + "messages?topic=" + URLEncoder.encode(topic, UTF_8)))
            .POST(BodyPublishers.ofString(evil))
            .build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(202);

    browser()
        .awaitText(
            FIRST_MESSAGE,
            "<img src=x onerror=window.hacked=1><script>hacked=1</script>␛[2J‹U+202E›gpj");
    browser().awaitText(FIRST_MESSAGE + " .topic", "<b>t</b>‹U+202E›‹U+009B›2J");
    assertThat(browser().driver().findElements(By.cssSelector("#messages img, #messages script")))
        .isEmpty();
    assertThat(browser().driver().executeScript("return typeof window.hacked"))
        .isEqualTo("undefined");
    Dashboard.awaitLines(
        demo,
        "got [<b>t</b>??2J] '<img src=x onerror=window.hacked=1><script>hacked=1</script>?[2J?gpj'",
        5);
    assertThat(String.join("\n", demo.out())).doesNotContain("\u001b", "\u202e", "\u009b");
  }

  @Test
  void hostileNamesOfRulesAndReasonsAreShownAsText() {
    // Read by the same script, since the page shows its own events again at any time.
    Object shown =
        browser()
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const evil = '<img src=x onerror=window.hacked=1>\\u202e';
                Promise.all([import('/dashboard/panels.js'), import('/dashboard/model.js')])
                  .then(([panels, {Model}]) => {
                    panels.showWhy(document.getElementById('why'), evil, evil,
                        {standing: evil, explanations: [{term: evil, value: 1, detail: evil}]});
                    const model = new Model();
                    model.add({event: 'discouraged', time: '2026-01-01T00:00:00.000Z', node: evil,
                        peer: evil, rule: evil});
                    panels.showEvents(model, each => each);
                    const parts = ['why-title', 'why-summary', 'why-terms', 'events'];
                    done([document.querySelectorAll('main img, dialog img').length]
                        .concat(parts.map(id => document.getElementById(id).textContent)));
                  })
                  .catch(done);""");

    String text = "<img src=x onerror=window.hacked=1>‹U+202E›";
    assertThat(shown)
        .asInstanceOf(InstanceOfAssertFactories.list(Object.class))
        .hasSize(5)
        .startsWith(0L)
        .filteredOn(part -> String.valueOf(part).contains(text))
        .hasSize(4);
    assertThat(browser().driver().executeScript("return typeof window.hacked"))
        .isEqualTo("undefined");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 400, 1280})
  void pageFitsItsWindow(int width) {
    browser().resize(width, 900);

    assertThat(browser().driver().executeScript("return document.scrollingElement.scrollWidth"))
        .isEqualTo((long) width);
  }
}
