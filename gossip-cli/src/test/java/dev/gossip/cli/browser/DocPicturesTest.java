package dev.gossip.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** Makes the pictures of pages in docs/images again. */
@EnabledIfSystemProperty(named = "gossip.docs.pictures", matches = "true")
class DocPicturesTest extends BrowserTestCase {
  private static final int SMALL = 200_000;
  private static final Path IMAGES = Path.of("..", "docs", "images");

  @TempDir private Path folder = Path.of("");

  @Test
  void pictureOfASweep() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("relays.conf"),
            """
            sweep {
              base { nodes = 50, topology = "random-regular:8", messages = 10 }
              product { relay = [flooding, diffusion, dandelion], loss = [0, 0.1, 0.2, 0.3] }
              seeds = "1..5"
            }
            """);
    Path page = folder.resolve("relays.html");
    CliRun run =
        CliRun.of(
            "sweep",
            plan.toString(),
            "--out",
            folder.resolve("results").toString(),
            "--html",
            page.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();

    browser().resize(1000, 974);
    browser().open(page.toUri().toString());
    browser().css("#means");
    take("choice", "sweep.png");
  }

  @Test
  void pictureOfAReport() throws IOException {
    Path page = folder.resolve("report.html");
    CliRun run = CliRun.of("simulate", "--nodes", "100", "--seed", "7", "--html", page.toString());
    assertThat(run.exitCode()).as("%s", run).isZero();

    browser().resize(1180, 1230);
    browser().open(page.toUri().toString());
    browser().find(By.xpath("//label[normalize-space()='By hops']")).click();
    take("spread", "report.png");
  }

  /** Takes the window from an element on, without what is above. */
  private void take(String first, String name) throws IOException {
    browser()
        .driver()
        .executeScript(
            "document.getElementById(arguments[0]).scrollIntoView({behavior: 'instant'});", first);
    Path picture = IMAGES.resolve(name);
    browser().screenshot(picture);
    assertThat(picture).exists();
    assertThat(Files.size(picture)).isLessThan(SMALL);
  }
}
