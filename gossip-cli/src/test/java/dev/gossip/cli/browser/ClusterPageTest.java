package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.testkit.world.RecordedCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Opens the page of a cluster in containers, which were recorded. */
class ClusterPageTest extends BrowserTestCase {
  @TempDir private Path folder = Path.of("");

  private void openPage() {
    try (RecordedCluster cluster = RecordedCluster.start()) {
      cluster.publishEverywhere();
      browser().open(cluster.page(folder).toUri().toString());
    }
    browser().awaitText("#clock", "100 %");
  }

  @Test
  void pageShowsTheMessageOfTheCluster() {
    openPage();

    assertThat(browser().css("#facts").getText())
        .contains("topic\nnews", "payload\n5 bytes", "origin\nnode 0", "4 of 4 nodes", "hops\n3");
    assertThat(browser().css("#spread").getText()).contains("4 nodes, 3 links");
    assertThat(browser().css("#about-page").getText())
        .containsPattern("\\ncontainers: seed \\d+, 4 nodes, 3 links, line");
    assertThat(browser().css("#figures-table").getText()).contains("payload-frames-sent");
    // The events of nodes do not say which copies they sent.
    assertThat(browser().driver().findElements(By.cssSelector("#diagram, #links"))).isEmpty();
  }

  @Test
  void chosenNodeShowsTheLogOfItsContainer() {
    openPage();
    browser().awaitText("#log", "\"node\":\"172.18.0.2:5000\"");

    chooseWithKeys("Node 3");

    browser().awaitText("#log", "\"node\":\"172.18.0.5:5000\"");
    assertThat(browser().css("#facts").getText()).contains("path\n0 → 1 → 2 → 3");
  }

  /** Goes from node to node. Which one is last depends on which of them reported last. */
  private void chooseWithKeys(String node) {
    browser().css("#stage").sendKeys(Keys.HOME);
    browser().awaitText("#node-title", "Node 0");
    for (int i = 0; !browser().css("#node-title").getText().equals(node); i++) {
      assertThat(i).as("nodes before %s", node).isLessThan(RecordedCluster.NODES);
      browser().css("#stage").sendKeys(Keys.ARROW_RIGHT);
    }
  }

  @Test
  void smallScreensNeedNoScrollingToTheSide() {
    openPage();
    browser().resize(400, 900);

    browser()
        .await(
            "a page that is as wide as the screen",
            () ->
                Boolean.TRUE.equals(
                    browser()
                        .driver()
                        .executeScript("return document.documentElement.scrollWidth <= 400")));
    browser().resize(1280, 900);
  }
}
