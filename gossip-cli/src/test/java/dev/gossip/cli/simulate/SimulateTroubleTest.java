package dev.gossip.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.CliRun;
import dev.gossip.cli.testing.OutsidePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what {@code gossip simulate} reports when a run does not go as expected. */
@Timeout(300)
class SimulateTroubleTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** The source of a relay with a bug in the method that replaces PLACE. */
  private static final String BROKEN_SOURCE =
      """
      package outside;

      import com.google.inject.Module;
      import dev.gossip.api.GossipMessage;
      import dev.gossip.api.MessageId;
      import dev.gossip.api.PeerId;
      import dev.gossip.api.plugin.GossipPlugin;
      import dev.gossip.api.plugin.PluginSettings;
      import dev.gossip.api.relay.Arrival;
      import dev.gossip.api.relay.RelayContext;
      import dev.gossip.api.relay.RelayStrategy;

      public final class BrokenPlugin implements GossipPlugin {
        private static void reach(String place) {
          if (place.equals("PLACE")) {
            throw new IllegalStateException("a bug,\\nin two lines");
          }
        }

        @Override
        public String id() {
          return "relay.broken";
        }

        @Override
        public String summary() {
          return "has a bug";
        }

        @Override
        public Module module(PluginSettings settings) {
          return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(Broken::new);
        }

        private static final class Broken implements RelayStrategy {
          private final RelayContext context;

          Broken(RelayContext context) {
            reach("create");
            this.context = context;
          }

          @Override
          public void onPublish(GossipMessage message) {
            reach("onPublish");
            context.deliver(message);
          }

          @Override
          public void onMessage(GossipMessage message, Arrival arrival) {}

          @Override
          public boolean mayReveal(PeerId to, MessageId id) {
            return context.delivered(id);
          }
        }
      }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void runStoppedByItsLimitReportsPendingWork() {
    CliRun run = CliRun.simulate("--for", "250ms", "--seed", "4", "--json");

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("gossip: the run was stopped after 250 ms (--for): 97 messages not published, ")
        .contains(" in flight, 0 copies of messages held back, 0 timers of the relay pending");
    assertThat(
            JsonParser.parseString(run.out().get(0)).getAsJsonObject().get("messages").getAsInt())
        .isEqualTo(3);
  }

  @Test
  void linksThatDoNotComeUpAreReported() {
    CliRun run = CliRun.simulate("--loss", "1", "--messages", "1", "--seed", "4");

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err())
        .containsExactly(
            "gossip: 6 of 6 links were not up after 30 s; messages were published without"
                + " them");
    assertThat(run.out()).anyMatch(line -> line.matches("links that did not come up +6"));
    assertThat(run.out()).anyMatch(line -> line.matches("latency p50 +-"));
  }

  @Test
  void linkLimitIsReportedWithTheLinksItRefused() {
    String[] options = {
      "--topology",
      "star",
      "--nodes",
      "30",
      "--messages",
      "1",
      "--seed",
      "4",
      "--set",
      "gossip.transport.udp.max-links=10",
      "--json"
    };
    CliRun run = CliRun.simulate(options);

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.err())
        .singleElement()
        .asString()
        .matches(
            "gossip: \\d+ of 29 links were not up after 30 s, because: .*max-links.*; messages .*");
    JsonObject json = JsonParser.parseString(run.out().get(0)).getAsJsonObject();
    assertThat(json.get("linksNotUp").getAsInt()).isPositive();
    assertThat(json.getAsJsonObject("refusals").keySet())
        .singleElement()
        .asString()
        .contains("transport.udp.max-links");
    assertThat(json.getAsJsonArray("notices").get(0).getAsString())
        .isEqualTo(run.err().get(0).substring("gossip: ".length()));
  }

  @Test
  void missingLinksOfASpyAreReportedSeparately() {
    CliRun run =
        CliRun.simulate("--loss", "1", "--messages", "1", "--seed", "4", "--spies", "supernode:2");

    assertThat(run.err())
        .containsExactly(
            "gossip: 6 of 6 links were not up after 30 s; messages were published without"
                + " them",
            "gossip: 12 of 12 links of the spy were not up after 30 s; messages were published"
                + " without them");
  }

  @Test
  void splitNetworkAndSkippedLinesOfAFileAreReported() throws IOException {
    Path file = Files.writeString(folder.resolve("net.csv"), "source,target\na,b\nc,d\nd,e\ne,e\n");
    String[] options = {"--topology", "file:" + file, "--messages", "2", "--seed", "4"};
    CliRun run = CliRun.simulate(options);

    assertThat(run.err())
        .containsExactly("gossip: " + file + ", line 5: 1 link of a node to itself is left out");
    assertThat(run.out()).anyMatch(line -> line.matches("parts of the network +2"));
    assertThat(run.out()).anyMatch(line -> line.matches("  nodes in the largest +3"));
  }

  @Test
  void partitionAfterTheEndOfTheRunIsReported() {
    CliRun run =
        CliRun.simulate("--messages", "1", "--seed", "4", "--partition", "0.5:5m-6m", "--json");

    assertThat(run.err())
        .containsExactly(
            "gossip: the run ended before the partition began; choose an earlier time for"
                + " --partition");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "onPublish"})
  void bugOfAPluginIsReportedInOneLineWithTheSeed(String place) throws IOException {
    String source = BROKEN_SOURCE.replace("PLACE", place);
    Path plugins = OutsidePlugin.compile(folder, "outside.BrokenPlugin", source);

    CliRun run =
        CliRun.simulate(
            "--relay", "broken", "--plugins", plugins.toString(), "--seed", "77", "--json");

    assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .singleElement()
        .asString()
        .startsWith("gossip: node ")
        .contains("plugin relay.broken failed in " + place, "a bug, in two lines", "seed 77");
  }

  @Test
  void heapThatIsTooSmallIsReportedInOneLineWithARemedy() {
    CliProcess process =
        CliProcess.run(
            LIMIT, List.of(), "simulate", "--nodes", "100000", "--topology", "line", "--seed", "6");

    assertThat(process.awaitExit(LIMIT)).as("exit code of %s", process).isEqualTo(1);
    assertThat(process.err())
        .as("%s", process)
        .singleElement()
        .asString()
        .matches("gossip: \\d+ MiB of heap .* GOSSIP_JAVA_OPTS=-Xmx\\d+m, .*\\(seed 6\\)");
  }
}
