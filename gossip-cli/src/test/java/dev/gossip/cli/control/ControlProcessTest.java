package dev.gossip.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.control.ControlledNode.Events;
import dev.gossip.cli.testing.CliProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code gossip node --control} in separate processes. */
@Timeout(value = 900, threadMode = ThreadMode.SEPARATE_THREAD)
class ControlProcessTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern CONTROL_LINE =
      Pattern.compile("control port at (http://\\S+:[1-9]\\d*)");

  @TempDir private Path folder = Path.of("");

  @Test
  void systemChosenPortIsPrintedAtOnceAndWhenTheNodeIsReady() {
    try (CliProcess one = start("--json");
        CliProcess two = start("--json", "--peer", nodeOf(one))) {
      String control = controlOf(two);
      JsonObject ready = await(two, "ready");

      assertThat("http://" + ready.get("control").getAsString()).isEqualTo(control);
      assertThat(get(control, "/health")).contains("\"ready\":true");
    }
  }

  @Test
  void firstLineHasTheAddressesOfANodeWithoutPeers() {
    try (CliProcess node = start("--json")) {
      String control = controlOf(node);
      JsonObject listening = await(node, "listening");
      JsonObject health = JsonParser.parseString(get(control, "/health")).getAsJsonObject();

      assertThat(node.out().get(0)).contains("\"event\":\"listening\"");
      assertThat("http://" + listening.get("control").getAsString()).isEqualTo(control);
      assertThat(listening.get("node")).isEqualTo(health.get("node"));
      assertThat(listening.get("id")).isEqualTo(health.get("id"));
      assertThat(listening.get("author").getAsString()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void unreadStdoutBlocksNeitherTheNodeNorItsControlPort() {
    // Together far more than a pipe can buffer.
    int messages = 500;
    try (CliProcess unread = startWithUnreadStdout("--json");
        CliProcess other = start("--json", "--peer", nodeOf(unread))) {
      await(other, "ready");
      try (Events events = Events.follow(request(controlOf(unread), "/events"))) {
        for (int i = 1; i <= messages; i++) {
          other.type("x".repeat(500) + i);
        }
        for (int i = 1; i <= messages; i++) {
          assertThat(events.next("delivered")).isNotEmpty();
        }
      }
      assertThat(get(controlOf(unread), "/messages")).contains("\"last\":" + messages + ",");
      if (unread.canBeAskedToEnd()) {
        unread.terminate();
        assertThat(unread.awaitExit(LIMIT)).as("%s", unread).isZero();
        assertThat(unread.err()).anyMatch(line -> line.contains("nobody reads stdout"));
      }
    }
  }

  @Test
  void eventsEqualTheLinesOfTheJsonOutputUntilTheLast() {
    try (CliProcess one = start("--json");
        CliProcess two = start("--json", "--peer", nodeOf(one))) {
      assumeThat(two.canBeAskedToEnd()).isTrue();
      await(one, "ready");
      await(two, "ready");
      try (Events events = Events.follow(request(controlOf(two), "/events"))) {
        one.type("hello");
        String delivered = events.next("delivered");
        two.terminate();
        String stopped = events.next("stopped");

        assertThat(events.next("")).as("after the last event").isEmpty();
        assertThat(two.awaitExit(LIMIT)).as("%s", two).isZero();
        assertThat(two.out()).contains(delivered).endsWith(stopped);
      }
    }
  }

  @Test
  void controlPortServesEventsAlsoWithTextOutput() {
    try (CliProcess one = start();
        CliProcess two = start("--peer", nodeOf(one))) {
      assertThat(one.await(() -> one.out().stream().anyMatch(l -> l.startsWith("ready")), LIMIT))
          .as("%s", one)
          .isTrue();
      try (Events events = Events.follow(request(controlOf(one), "/events"))) {
        assertThat(two.await(() -> two.out().stream().anyMatch(l -> l.startsWith("ready")), LIMIT))
            .as("%s", two)
            .isTrue();
        two.type("hello");

        assertThat(events.next("delivered")).contains("\"text\":\"hello\"");
      }
    }
  }

  @Test
  void portReachableFromOtherMachinesRequiresTheToken() throws IOException {
    String token = "a-secret-of-this-test";
    Path file = Files.writeString(folder.resolve("token"), token + "\n");
    try (CliProcess node =
        CliProcess.start(
            "node", "--json", "--control", "0.0.0.0:0", "--control-token-file", file.toString())) {
      String control = controlOf(node).replace("0.0.0.0", "127.0.0.1");

      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(control + "/health"));
      assertThat(ControlledNode.send(request.build()).statusCode()).isEqualTo(401);
      request.header("Authorization", "Bearer " + token);
      assertThat(ControlledNode.send(request.build()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void portInUseIsReportedInOneLineWithoutAStackTrace() {
    try (CliProcess node = start("--json")) {
      String taken = controlOf(node).substring("http://".length());

      CliProcess second = CliProcess.run(LIMIT, List.of(), "node", "--control", taken);

      assertThat(second.awaitExit(LIMIT)).isEqualTo(1);
      assertThat(second.err())
          .singleElement()
          .asString()
          .startsWith("gossip: cannot serve the control port at " + taken);
    }
  }

  private static CliProcess start(String... options) {
    return CliProcess.start(arguments(options));
  }

  private static CliProcess startWithUnreadStdout(String... options) {
    return CliProcess.startWithUnreadStdout(arguments(options));
  }

  private static String[] arguments(String... options) {
    List<String> args = new ArrayList<>(List.of("node", "--control", "127.0.0.1:0"));
    args.addAll(List.of(options));
    return args.toArray(String[]::new);
  }

  /** The base URL of a node's control port, from the line that it prints when it serves. */
  private static String controlOf(CliProcess process) {
    assertThat(process.await(() -> control(process).isPresent(), LIMIT)).as("%s", process).isTrue();
    return control(process).orElseThrow();
  }

  private static Optional<String> control(CliProcess process) {
    return Stream.concat(process.out().stream(), process.err().stream())
        .flatMap(line -> CONTROL_LINE.matcher(line).results())
        .map((MatchResult found) -> found.group(1))
        .findFirst();
  }

  /** The address at which a node receives datagrams. */
  private static String nodeOf(CliProcess process) {
    return JsonParser.parseString(get(controlOf(process), "/health"))
        .getAsJsonObject()
        .get("node")
        .getAsString();
  }

  private static JsonObject await(CliProcess process, String kind) {
    assertThat(process.await(() -> find(process, kind).isPresent(), LIMIT))
        .as("%s", process)
        .isTrue();
    return find(process, kind).orElseThrow();
  }

  private static Optional<JsonObject> find(CliProcess process, String kind) {
    return process.out().stream()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .filter(event -> event.get("event").getAsString().equals(kind))
        .findFirst();
  }

  private static HttpRequest request(String control, String path) {
    return HttpRequest.newBuilder(URI.create(control + path)).build();
  }

  private static String get(String control, String path) {
    HttpResponse<String> response = ControlledNode.send(request(control, path));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }
}
