package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliProcess;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Tests the dashboards of {@code gossip node --control} in a browser, with and without token. */
class NodeDashboardTest extends BrowserTestCase {
  private static final String TOKEN = "0123456789+abcdef/=&#";

  private final CliProcess one = CliProcess.start("node", "--control", "127.0.0.1:0");
  private final CliProcess two =
      CliProcess.start(
          Map.of("GOSSIP_CONTROL_TOKEN", TOKEN),
          "node",
          "--peer",
          listenAddress(one),
          "--control",
          "127.0.0.1:0");

  @AfterAll
  void stopNodes() {
    two.close();
    one.close();
  }

  private static String listenAddress(CliProcess node) {
    Dashboard.awaitLines(node, "listening on ", 1);
    return node.out().get(0).replaceFirst("listening on (\\S+?),? .*", "$1");
  }

  @Test
  void messagePublishedOnThePageArrivesAtAnotherNode() {
    browser().open(Dashboard.urlOf(one));
    browser().awaitText("#tile-links", "1");
    browser().css("#publish-text").sendKeys("from the page");
    browser().css("#publish button").click();

    browser().awaitText("#publish-result", "Published to 1 peer.");
    Dashboard.awaitLines(two, "from the page", 1);
    browser().awaitText("#messages > li:first-child", "from the page");
  }

  @Test
  void messageOfAnotherNodeAppears() {
    browser().open(Dashboard.urlOf(one));
    browser().awaitText("#tile-links", "1");
    two.type("from the other node");

    browser().awaitText("#messages > li:first-child", "from the other node");
    browser().awaitText("#messages > li:first-child", "delivered here");
  }

  @Test
  void equalEventsOfOneMillisecondHaveARowEach() {
    browser().open(Dashboard.urlOf(one));
    browser().awaitText("#tile-links", "1");

    Object rows =
        browser()
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const load = (name) => import('/dashboard/' + name + '.js');
                Promise.all([load('model'), load('panels')]).then(([{ Model }, { showEvents }]) => {
                  const model = new Model();
                  const time = '2026-01-01T12:00:00.123Z';
                  for (let i = 0; i < 3; i++) {
                    model.add({ event: 'refused', time, node: '127.0.0.1:1', reason: 'too large' });
                    showEvents(model, (address) => address);
                  }
                  showEvents(model, (address) => address);
                  done(document.getElementById('events').children.length);
                });
                """);

    assertThat(rows).isEqualTo(3L);
  }

  @Test
  void tokenIsAskedForAndKeptForTheTabOnly() {
    String url = Dashboard.urlOf(two);
    browser().open(url);
    browser().css("#token").sendKeys("wrong-wrong-wrong-wrong");
    browser().css("#access button").click();
    browser().awaitText("#access-result", "the token is missing or wrong");
    browser().css("#token").sendKeys(TOKEN);
    browser().css("#access button").click();

    browser().awaitText("#connection", "Live");
    browser().awaitText("#tile-links", "1");
    assertThat(
            browser().driver().executeScript("return sessionStorage.length + localStorage.length"))
        .isEqualTo(1L);
    assertThat(browser().requests()).noneMatch(asked -> asked.contains("token"));
    // Only the answers to the requests without the right token.
    assertThat(browser().errors()).isNotEmpty().allMatch(error -> error.contains("401"));
    browser().forgetLogs();

    browser().driver().navigate().refresh();
    browser().awaitText("#tile-links", "1");
    browser().css("#forget").click();
    browser().css("#token");
    browser().newTab();
    browser().open(url);
    browser().css("#token");
    browser().forgetLogs();
  }

  @Test
  void tokenInTheFragmentDisappearsFromTheAddress() {
    String url = Dashboard.urlOf(two);
    browser().open(url + "#token=0123456789%2Babcdef%2F%3D%26%23");

    browser().awaitText("#tile-links", "1");
    browser().awaitText("#connection", "Live");
    assertThat(browser().driver().getCurrentUrl()).isEqualTo(url);
    assertThat(browser().driver().findElement(By.id("access")).isDisplayed()).isFalse();
    assertThat(browser().requests())
        .isNotEmpty()
        .allMatch(asked -> asked.startsWith(url) || asked.startsWith("data:"));
    assertThat(String.join(" ", two.out())).doesNotContain(TOKEN);
  }
}
