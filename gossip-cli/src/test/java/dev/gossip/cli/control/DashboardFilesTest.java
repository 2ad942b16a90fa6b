package dev.gossip.cli.control;

import static dev.gossip.cli.control.ControlledNode.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Tests the files of the dashboard, and how the port serves them. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DashboardFilesTest {
  private static final String TOKEN = "0123456789abcdef";
  // What a page refers to: attributes of HTML, and imports of modules.
  private static final Pattern REFERENCE =
      Pattern.compile("(?:href|src)=\"(/[^\"]*)\"|from '\\.(/[^']*)'");
  // Every way in which text could become markup or code.
  private static final Pattern MARKUP =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|setHTML"
              + "|createContextualFragment|\\beval\\b|new Function|\\.style\\b|srcdoc|javascript:"
              + "|setAttribute\\('on|\\son[a-z]+=|set(?:Timeout|Interval)\\(['\"`]");
  private static final Pattern OTHER_MACHINE =
      Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)\\w");

  @Test
  void pageAllowsOnlyItsOwnSources() {
    try (ControlledNode node = ControlledNode.start()) {
      HttpResponse<String> page = node.get("/");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(page.headers().allValues("Content-Security-Policy"))
          .containsExactly(
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                  + " 'self' data:");
      assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }
  }

  @Test
  void everyFileThatThePageRefersToIsServed() throws IOException {
    try (ControlledNode node = ControlledNode.start()) {
      List<String> references =
          sources().values().stream()
              .flatMap(text -> REFERENCE.matcher(text).results())
              .map(DashboardFilesTest::path)
              .distinct()
              .sorted()
              .toList();

      assertThat(references).hasSize(sources().size() - 1);
      for (String path : references) {
        HttpResponse<String> file = node.get(path);
        assertThat(file.statusCode()).as(path).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type").orElse(""))
            .as(path)
            .startsWith(path.endsWith(".css") ? "text/css" : "text/javascript");
      }
    }
  }

  private static String path(MatchResult reference) {
    return reference.group(1) == null ? "/dashboard" + reference.group(2) : reference.group(1);
  }

  @Test
  void noFileTurnsTextIntoMarkupOrNamesAnotherMachine() throws IOException {
    sources()
        .forEach(
            (name, text) -> {
              assertThat(MARKUP.matcher(text).results().map(MatchResult::group)).as(name).isEmpty();
              assertThat(OTHER_MACHINE.matcher(text).results().map(MatchResult::group))
                  .as(name)
                  .isEmpty();
            });
  }

  @Test
  void pageNeedsNoTokenButItsDataDo() {
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, TOKEN)) {
      assertThat(node.get("/").statusCode()).isEqualTo(200);
      assertThat(node.get("/dashboard/main.js").statusCode()).isEqualTo(200);
      assertThat(node.get("/").body()).doesNotContain(node.id(), node.address(), TOKEN);
      assertRefused(node.get("/network"), 401, "token");
      assertThat(node.get("/network", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void tokenOfAPageOfAnotherOriginIsOfNoUse() {
    String[] headers = {"Authorization", "Bearer " + TOKEN, "Origin", ""};
    try (ControlledNode node = ControlledNode.start(ControlLimits.DEFAULT, TOKEN)) {
      for (String own :
          List.of("http://" + node.port().address(), "https://" + node.port().address())) {
        headers[3] = own;
        assertThat(node.get("/network", headers).statusCode()).as(own).isEqualTo(200);
      }
      for (String other : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
        headers[3] = other;
        assertRefused(node.get("/network", headers), 403, other);
        assertRefused(node.post("/messages", "spam", headers), 403, other);
      }
    }
  }

  @Test
  void pageOfAnotherSiteCannotLoadTheDashboardWithoutToken() {
    try (ControlledNode node = ControlledNode.start()) {
      assertRefused(node.get("/", "Sec-Fetch-Site", "cross-site"), 403, "web pages");
    }
  }

  @Test
  void pathCannotLeaveTheFolder() {
    try (ControlledNode node = ControlledNode.start()) {
      for (String path :
          List.of("/dashboard/", "/dashboard/index.html", "/dashboard/..%2fdashboard%2fmain.js")) {
        assertRefused(node.get(path), 404, "does not exist");
      }
      assertRefused(node.get("/?token=x"), 400, "'token'");
    }
  }

  /** The text of each file in the folder of the sources, by name. */
  private static Map<String, String> sources() throws IOException {
    Path folder = Path.of("src/main/resources/dev/gossip/cli/control/dashboard");
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sources.put(String.valueOf(file.getFileName()), Files.readString(file, UTF_8));
      }
    }
    return sources;
  }
}
