package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.report.SweepReport;
import dev.gossip.report.SweepReport.Combination;
import dev.gossip.simulation.sweep.MeanInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Opens pages of sweeps from disk and uses them. */
class SweepPlotsTest extends BrowserTestCase {
  private static final String HOSTILE = "</script><img src=x onerror='window.hit = 1'>\u202e";

  @TempDir private Path folder = Path.of("");

  @Test
  void meansAreDrawnOverTheNumbersInTheColoursOfTheOtherParameter() throws IOException {
    open(product());

    assertThat(select("Across").getFirstSelectedOption().getText()).isEqualTo("loss");
    assertThat(select("Colours").getFirstSelectedOption().getText()).isEqualTo("relay");
    assertThat(legend()).containsExactly("flooding", "diffusion");
    // Two relays with three losses each.
    assertThat(values("figure-0")).hasSize(6).contains("flooding | 0.1 | 11.0 ± 2.0 ms | 3");
    assertThat(strokes("figure-0")).contains("#0072b2", "#d55e00");
  }

  @Test
  void filterOfAThirdParameterChangesTheMeans() throws IOException {
    open(product());
    assertThat(select("nodes").getOptions())
        .extracting(WebElement::getText)
        .containsExactly("10", "100");

    select("nodes").selectByVisibleText("100");

    assertThat(values("figure-0")).hasSize(6).contains("flooding | 0.1 | 101.0 ± 2.0 ms | 3");
    assertThat(browser().css("#saying").getText()).isEqualTo("nodes is 100.");
  }

  @Test
  void eachParameterCanBeTheAxis() throws IOException {
    open(product());

    select("Across").selectByVisibleText("relay");
    select("Colours").selectByVisibleText("nodes");

    assertThat(legend()).containsExactly("10", "100");
    assertThat(values("figure-0")).hasSize(4).contains("100 | diffusion | 110.0 ± 2.0 ms | 3");
    assertThat(texts("figure-0")).contains("relay", "flooding", "diffusion");
  }

  @Test
  void parametersThatChangeTogetherNeedNoFilter() throws IOException {
    List<Combination> rows = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      rows.add(row(Map.of("nodes", "1" + "0".repeat(i), "messages", "" + 10 / i), 5 * i));
    }
    open(page(rows));

    assertThat(select("Across").getFirstSelectedOption().getText()).isEqualTo("nodes");
    select("Colours").selectByVisibleText("none");

    assertThat(values("figure-0")).hasSize(3);
    assertThat(browser().css("#saying").getText())
        .isEqualTo("messages changes together with nodes.");
    assertThat(texts("figure-0")).contains("nodes (logarithmic)");
  }

  @Test
  void keysGoFromPointToPoint() throws IOException {
    open(product());
    WebElement picture = browser().css("#figure-0 svg.draw");

    picture.sendKeys(Keys.ARROW_RIGHT);
    browser().awaitText("#figure-0 .readout", "flooding, loss 0: 10.0 ± 2.0 ms, 3 seeds");
    picture.sendKeys(Keys.ARROW_RIGHT);
    browser().awaitText("#figure-0 .readout", "flooding, loss 0.1: 11.0 ± 2.0 ms");
    picture.sendKeys(Keys.ARROW_DOWN);
    browser().awaitText("#figure-0 .readout", "diffusion, loss 0.1: 21.0 ± 2.0 ms");
  }

  @Test
  void lineCanBeTakenAway() throws IOException {
    open(product());

    browser().find(By.xpath("//div[@id='lines']//label[contains(., 'flooding')]/input")).click();

    assertThat(values("figure-0")).hasSize(3).allMatch(text -> text.startsWith("diffusion"));
    assertThat(browser().css("#saying").getText()).contains("1 of 2 lines are drawn.");
  }

  @Test
  void atMostTwelveLinesAreDrawnAndOthersCanBeChosen() throws IOException {
    List<Combination> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(row(Map.of("loss", "0", "topology", "kind" + i), i));
      rows.add(row(Map.of("loss", "0.5", "topology", "kind" + i), i));
    }
    open(page(rows));
    select("Across").selectByVisibleText("loss");
    select("Colours").selectByVisibleText("topology");
    assertThat(browser().css("#saying").getText()).contains("12 of 30 lines are drawn.");

    browser().find(By.xpath("//div[@id='lines']//label[.='kind0']/input")).click();
    browser().find(By.xpath("//div[@id='lines']//label[.='kind29']/input")).click();

    assertThat(values("figure-0"))
        .hasSize(24)
        .anyMatch(text -> text.startsWith("kind29 "))
        .noneMatch(text -> text.startsWith("kind0 "));
  }

  @Test
  void hostileTextIsShownAsText() throws IOException {
    open(
        page(
            List.of(
                row(Map.of("topology", HOSTILE, HOSTILE, "1"), 1),
                row(Map.of("topology", "ring", HOSTILE, "1"), 2))));

    String shown = HOSTILE.replace("\u202e", "\\u{202e}");
    assertThat(browser().css("#means").getText()).contains(shown);
    assertThat(browser().css("#setup").getText()).contains(shown);
    assertThat(browser().driver().executeScript("return window.hit === undefined")).isEqualTo(true);
  }

  @Test
  void sweepWithoutResultsSaysSo() throws IOException {
    open(page(List.of()));

    assertThat(browser().css("main").getText()).contains("No run of this sweep is done.");
  }

  @Test
  void smallScreensNeedNoScrollingToTheSide() throws IOException {
    browser().resize(400, 900);
    open(product());

    browser()
        .await(
            "a page that is as wide as the screen",
            () ->
                Boolean.TRUE.equals(
                    browser()
                        .driver()
                        .executeScript(
                            "return document.documentElement.scrollWidth <= 400"
                                + " && document.querySelector('svg.draw').clientWidth <= 376")));
    browser().resize(1280, 900);
  }

  private void open(String page) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "sweep", ".html"), page);
    browser().open(file.toUri().toString());
    browser().css("#means, #nothing");
  }

  private Select select(String label) {
    return new Select(
        browser()
            .find(By.xpath("//div[@id='controls']/label[starts-with(., '" + label + "')]/select")));
  }

  private List<String> legend() {
    return browser().driver().findElements(By.cssSelector("#lines label")).stream()
        .map(WebElement::getText)
        .toList();
  }

  /** The rows of the table below a picture. */
  private List<String> values(String panel) {
    return strings(
        "return [...document.querySelectorAll('#' + arguments[0] + ' tbody tr')].map(row =>"
            + " [...row.cells].map(cell => cell.textContent.replace(/\\u00a0/g, ' ')).join(' | '))",
        panel);
  }

  private List<String> texts(String panel) {
    return strings(
        "return [...document.querySelectorAll('#' + arguments[0] + ' svg.draw text')].map(text =>"
            + " text.textContent)",
        panel);
  }

  private List<String> strokes(String panel) {
    return strings(
        "return [...document.querySelectorAll('#' + arguments[0] + ' svg.draw path')].map(path =>"
            + " path.getAttribute('stroke'))",
        panel);
  }

  private List<String> strings(String script, String panel) {
    List<String> strings = new ArrayList<>();
    if (browser().driver().executeScript(script, panel) instanceof List<?> list) {
      list.forEach(text -> strings.add(String.valueOf(text)));
    }
    return strings;
  }

  private static String product() {
    List<Combination> rows = new ArrayList<>();
    for (int nodes : new int[] {10, 100}) {
      for (int loss = 0; loss < 3; loss++) {
        rows.add(row("flooding", loss, nodes, nodes + loss));
        rows.add(row("diffusion", loss, nodes, nodes + loss + 10));
      }
    }
    return page(rows);
  }

  private static Combination row(String relay, int loss, int nodes, double mean) {
    return row(
        Map.of(
            "relay",
            relay,
            "loss",
            loss == 0 ? "0" : loss == 1 ? "0.1" : "30%",
            "nodes",
            "" + nodes),
        mean);
  }

  private static Combination row(Map<String, String> parameters, double mean) {
    SortedMap<String, MeanInterval> figures = new TreeMap<>();
    figures.put("latencyMillis.p50", new MeanInterval(3, mean, 2));
    return new Combination(new TreeMap<>(parameters), "gossip simulate --seed 1", 3, figures);
  }

  private static String page(List<Combination> rows) {
    return SweepReport.of(
        "Sweep", "./gossip sweep merge results", List.of(), List.of("latencyMillis.p50"), rows);
  }
}
