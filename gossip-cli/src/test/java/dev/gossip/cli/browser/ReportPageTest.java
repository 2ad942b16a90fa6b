package dev.gossip.cli.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.report.HtmlReport;
import dev.gossip.report.ReportRun;
import dev.gossip.report.RunFigures;
import dev.gossip.report.RunRecorder;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.Select;

/** Opens reports of simulations from disk and uses them. */
class ReportPageTest extends BrowserTestCase {
  @TempDir private Path folder = Path.of("");

  @Test
  void networkPlaysAndAnswersClicksAndKeys() throws IOException {
    browser().open(simulated("--nodes", "30", "--messages", "8"));

    browser().awaitText("#clock", "100 %");
    browser().css("#play").click();
    browser().awaitText("#play", "Pause");
    browser().css("#play").click();
    browser().awaitText("#play", "Play");
    assertThat(browser().css("#clock").getText()).doesNotContain("100 %");

    browser().css("#stage").sendKeys(Keys.END);
    browser().awaitText("#node-title", "Node ");
    assertThat(browser().css("#facts").getText()).contains("received", "first from", "path");

    new Select(browser().css("#message")).selectByIndex(3);
    browser().awaitText("#facts", "Message 4");
    assertThat(colours("#stage")).isGreaterThan(20);
  }

  @Test
  void layoutsMoveTheNodes() throws IOException {
    browser().open(simulated("--nodes", "30", "--messages", "2"));
    browser().awaitText("#clock", "100 %");
    String byLinks = picture("#stage");

    browser().find(By.xpath("//label[normalize-space()='By hops']")).click();
    String byHops = picture("#stage");
    browser().find(By.xpath("//label[normalize-space()='By latency']")).click();
    String byLatency = picture("#stage");

    assertThat(List.of(byLinks, byHops, byLatency)).doesNotHaveDuplicates();
  }

  @Test
  void messageThatReachesAllHonestNodesReachesAll() throws IOException {
    browser().open(simulated("--nodes", "10", "--messages", "1", "--attack", "0.2:sybil"));

    browser().awaitText("#clock", "100 %");
    assertThat(browser().css("#facts").getText()).contains("8 of 8 honest nodes");
  }

  @Test
  void clickOnANodeIsAnswered() throws IOException {
    browser().open(simulated("--nodes", "6", "--messages", "1"));
    browser().awaitText("#clock", "100 %");

    // The node of which the layout says where it is, clicked as a pointer does.
    browser()
        .driver()
        .executeScript(
            "const net = JSON.parse(document.getElementById('data').textContent).runs[0].network;"
                + "const stage = document.getElementById('stage');"
                + "stage.scrollIntoView({behavior: 'instant', block: 'center'});"
                + "const box = stage.getBoundingClientRect();"
                + "const k = Math.min(box.width, box.height) * 0.93 / 1000;"
                + "const at = {clientX: box.left + box.width / 2 + (net.force[6] - 500) * k,"
                + " clientY: box.top + box.height / 2 + (net.force[7] - 500) * k,"
                + " pointerId: 1, bubbles: true};"
                + "stage.setPointerCapture = () => {};"
                + "stage.dispatchEvent(new PointerEvent('pointerdown', at));"
                + "stage.dispatchEvent(new PointerEvent('pointerup', at));");

    browser().awaitText("#node-title", "Node 3");
  }

  @Test
  void comparisonMarksWhatDiffers() throws IOException {
    browser()
        .open(simulated("--nodes", "20", "--messages", "5", "--compare", "flooding,diffusion"));

    browser().awaitText("#figures-table thead", "relay.flooding");
    assertThat(row("payload transmissions")).contains("differs");
    assertThat(row("nodes")).doesNotContain("differs");
    browser().find(By.xpath("//label[normalize-space()='diffusion']")).click();
    browser().awaitText("#clock", "100 %");
  }

  @Test
  void reportOfResultsHasNoNetworkAndShowsTheFigures() throws IOException {
    Path one = results("one.json", "--loss", "0.1");
    Path other = results("other.json", "--loss", "0.3");
    Path page = folder.resolve("comparison.html");
    CliRun run = CliRun.of("report", one.toString(), other.toString(), "--html", page.toString());
    assertThat(run.exitCode()).isZero();

    browser().open(page.toUri().toString());

    browser().awaitText("#figures-table thead", "relay.flooding (one.json)");
    assertThat(row("loss")).contains("differs");
    assertThat(browser().driver().findElements(By.id("stage"))).isEmpty();
  }

  @Test
  void smallScreensShowDifferencesBelowTheValues() throws IOException {
    Path one = results("one.json", "--loss", "0.1");
    Path other = results("other.json", "--loss", "0.3");
    Path page = folder.resolve("small.html");
    CliRun run = CliRun.of("report", one.toString(), other.toString(), "--html", page.toString());
    assertThat(run.exitCode()).isZero();
    browser().resize(400, 900);

    browser().open(page.toUri().toString());

    browser().awaitText("#figures-table", "+0.2 (+200 %)");
    assertThat(browser().css("#figures-table thead").getText()).doesNotContain("difference");
    assertThat(hiddenWidth("#figures .wide")).isZero();
    browser().resize(1280, 900);
    browser().awaitText("#figures-table thead", "difference");
  }

  @Test
  void hostileTextIsShownAsText() throws IOException {
    String hostile = "</script><script>window.hit = 1</script>";
    String image = "<img src=x onerror='window.hit = 1'>";
    browser().open(written(hostile + "\u202e", image + hostile + "\u0007"));

    browser().awaitText("#facts", hostile + "\\u{202e}");
    assertThat(browser().css("h1").getText()).isEqualTo(image + hostile + "\\u{7}");
    assertThat(browser().driver().executeScript("return window.hit === undefined")).isEqualTo(true);
  }

  @Test
  void namesInAFileAreNotThoseOfTheScript() throws IOException {
    String name = "drop-" + "x".repeat(300);
    String json =
        "{'relay':'r','traceHash':'h','toString':3,'constructor':{'valueOf':4},'drops':{'"
            + name
            + "':5}}";
    Path file = Files.writeString(folder.resolve("names.json"), json.replace('\'', '"'));
    Path page = folder.resolve("names.html");
    CliRun run = CliRun.of("report", file.toString(), "--html", page.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();

    browser().open(page.toUri().toString());

    browser().awaitText("#drops", name);
    assertThat(hiddenWidth("#drops .hbar span")).isZero();
    assertThat(browser().css("#drops").getText()).doesNotContain("Over time");
    assertThat(browser().css("#figures").getText())
        .contains("toString", "constructor")
        .doesNotContain("native code");
  }

  /** How much wider the content of an element is than the element, in pixels. */
  private long hiddenWidth(String css) {
    Object width =
        browser()
            .driver()
            .executeScript(
                "const box = document.querySelector(arguments[0]);"
                    + " return Math.max(0, box.scrollWidth - box.clientWidth)",
                css);
    return (Long) Objects.requireNonNull(width);
  }

  @Test
  void smallScreensNeedNoScrollingToTheSide() throws IOException {
    browser()
        .open(simulated("--nodes", "30", "--messages", "4", "--loss", "0.1", "--spies", "0.1"));
    browser().resize(400, 900);

    browser()
        .await(
            "a page that is as wide as the screen",
            () ->
                Boolean.TRUE.equals(
                    browser()
                        .driver()
                        .executeScript("return document.documentElement.scrollWidth <= 400")));
    assertThat(hiddenWidth("#figures .wide")).isZero();
    browser().resize(1280, 900);
  }

  @Test
  void colourSchemeIsThatOfTheUser() throws IOException {
    browser().open(simulated("--nodes", "10", "--messages", "1"));
    String light = browser().css("body").getCssValue("background-color");
    browser().prefer("prefers-color-scheme", "dark");
    assertThat(browser().css("body").getCssValue("background-color")).isNotEqualTo(light);
    browser().prefer("prefers-color-scheme", "light");
  }

  @Test
  void changeOfTheColourSchemeKeepsNodeTimeAndOpenTables() throws IOException {
    browser().open(simulated("--nodes", "10", "--messages", "2"));
    browser().awaitText("#clock", "100 %");
    new Select(browser().css("#message")).selectByIndex(1);
    browser().css("#stage").sendKeys(Keys.END);
    browser().awaitText("#node-title", "Node ");
    browser().css("#scrub").sendKeys(Keys.HOME);
    browser().css("#tree-body summary").click();
    String node = browser().css("#facts").getText();
    String time = browser().css("#clock").getText();
    String light = picture("#stage");
    String firstColour = treeColour();

    preferDark(firstColour);

    assertThat(picture("#stage")).isNotEqualTo(light);
    assertThat(browser().css("#facts").getText()).isEqualTo(node);
    assertThat(browser().css("#clock").getText()).isEqualTo(time).doesNotContain("100 %");
    assertThat(browser().css("#tree-body details").getAttribute("open")).isNotNull();
    browser().prefer("prefers-color-scheme", "light");
    browser().await("the tree in its first colour", () -> firstColour.equals(treeColour()));
    assertThat(picture("#stage")).isEqualTo(light);
  }

  @Test
  void changeOfTheColourSchemeDoesNotStopTheMessage() throws IOException {
    browser().open(simulated("--nodes", "10", "--messages", "1"));
    browser().awaitText("#clock", "100 %");
    // However long this takes, the message is not at its end: it moves by a 7,000th each frame.
    browser()
        .driver()
        .executeScript(
            "const draw = window.requestAnimationFrame.bind(window);"
                + " let time = 0;"
                + " window.requestAnimationFrame = step => draw(() => step(++time));");
    browser().css("#play").click();
    browser().awaitText("#play", "Pause");
    String firstColour = treeColour();

    preferDark(firstColour);

    assertThat(browser().css("#play").getText()).isEqualTo("Pause");
    String before = browser().css("#clock").getText();
    browser()
        .await("a message that goes on", () -> !before.equals(browser().css("#clock").getText()));
    browser().css("#play").click();
    browser().prefer("prefers-color-scheme", "light");
  }

  /** Changes the colour scheme, and waits until the tree no longer has its first colour. */
  private void preferDark(String firstColour) {
    browser().prefer("prefers-color-scheme", "dark");
    browser().await("a tree in other colours", () -> !firstColour.equals(treeColour()));
  }

  private String treeColour() {
    return Objects.requireNonNull(browser().css("#tree-body circle").getAttribute("fill"));
  }

  private String row(String figure) {
    return String.valueOf(
        browser()
            .find(
                By.xpath(
                    "//table[@id='figures-table']//tr[th[normalize-space()='" + figure + "']]"))
            .getAttribute("class"));
  }

  private Object pixels(String canvas, String expression) {
    return Objects.requireNonNull(
        browser()
            .driver()
            .executeScript(
                "const canvas = document.querySelector('"
                    + canvas
                    + "'); const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0,"
                    + " canvas.width, canvas.height).data.buffer); return "
                    + expression));
  }

  private long colours(String canvas) {
    return (Long) pixels(canvas, "new Set(pixels).size");
  }

  private String picture(String canvas) {
    return pixels(canvas, "pixels.reduce((sum, p) => (sum * 31 + p) | 0, 0)").toString();
  }

  private String simulated(String... options) throws IOException {
    Path page = Files.createTempFile(folder, "report", ".html");
    List<String> arguments = new ArrayList<>(List.of("simulate", "--seed", "7"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--html", page.toString()));
    CliRun run = CliRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as("%s", run).isZero();
    return page.toUri().toString();
  }

  private Path results(String name, String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("simulate", "--seed", "7", "--nodes", "10", "--messages", "3", "--json"));
    arguments.addAll(List.of(options));
    CliRun run = CliRun.of(arguments.toArray(String[]::new));
    return Files.writeString(folder.resolve(name), String.join("\n", run.out()));
  }

  private String written(String topic, String text) throws IOException {
    RunRecorder recorder = new RunRecorder();
    SimulatedNetwork network = Simulation.seeded(3).nodes(6).record(recorder).start();
    network.awaitLinks(Duration.ofSeconds(5));
    network.node(0).publish(topic, ByteString.copyFrom(text, UTF_8));
    network.runFor(Duration.ofSeconds(2));
    String html =
        HtmlReport.of(
            text,
            List.of(
                ReportRun.of(text, text, RunFigures.of(network))
                    .with(network, recorder, List.of())));
    return Files.writeString(folder.resolve("hostile.html"), html).toUri().toString();
  }
}
