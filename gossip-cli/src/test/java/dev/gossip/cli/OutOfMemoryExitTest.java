package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.cli.testing.CliProcess;
import dev.gossip.cli.testing.FreePorts;
import dev.gossip.cli.testing.OutsidePlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command with a relay that allocates all memory and keeps it. */
class OutOfMemoryExitTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String SOURCE =
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
      import java.util.ArrayList;
      import java.util.List;

      public final class GreedyPlugin implements GossipPlugin {
        private static final List<byte[]> KEPT = new ArrayList<>();

        @Override
        public String id() {
          return "relay.greedy";
        }

        @Override
        public String summary() {
          return "keeps all memory";
        }

        @Override
        public Module module(PluginSettings settings) {
          return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(Greedy::new);
        }

        private record Greedy(RelayContext context) implements RelayStrategy {
          @Override
          public void onPublish(GossipMessage message) {
            for (int bytes = 1 << 20; bytes > 0; bytes /= 2) {
              fill(bytes);
            }
            fill(0);
          }

          private static void fill(int bytes) {
            try {
              while (true) {
                KEPT.add(new byte[bytes]);
              }
            } catch (OutOfMemoryError e) {
              if (bytes == 0) {
                throw e;
              }
            }
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
  void outOfMemoryEndsTheCommandWithALineThatNamesTheRemedy() throws IOException {
    Path classes = OutsidePlugin.compile(folder, "outside.GreedyPlugin", SOURCE);
    String base = String.valueOf(FreePorts.base());

    CliProcess demo =
        CliProcess.run(
            LIMIT,
            List.of(base + " hello"),
            "demo",
            "--port",
            base,
            "--relay",
            "greedy",
            "--plugins",
            classes.toString());

    assertThat(demo.awaitExit(LIMIT)).as("%s", demo).isEqualTo(1);
    assertThat(demo.err())
        .as("%s", demo)
        .anyMatch(line -> line.matches("gossip: out of memory: .* MiB .*GOSSIP_JAVA_OPTS=-Xmx.*"));
  }
}
