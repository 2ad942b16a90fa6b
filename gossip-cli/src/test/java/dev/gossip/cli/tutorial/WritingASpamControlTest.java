package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.spam.RecordingSpamContext;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Checks what docs/writing-a-spam-control.md says about the plugin that it shows. */
class WritingASpamControlTest {
  private static final int FRAME_BYTES = 1_000;

  @TempDir private Path folder = Path.of("");

  private final RecordingSpamContext node = new RecordingSpamContext(1);

  private TutorialCode page() throws Exception {
    return TutorialCode.compile(
        folder,
        TutorialCode.read("writing-a-spam-control.md"),
        Set.of("ByteBudgetPlugin", "ByteBudgetTest", "ByteBudgetStepsTest"));
  }

  /** Starts the node, which gets a peer. */
  private Peer startWithPeer(ClassLoader loader) {
    GossipPlugin plugin = TutorialCode.plugin(loader, "spam.byte-budget");
    node.start(
        Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
            .getInstance(SpamControl.Factory.class));
    return node.up(1, Direction.INBOUND);
  }

  private void reject(Peer from, AuthorId author, Rejection.Reason reason) {
    node.reject(from, RecordingSpamContext.message(author, 1), reason);
  }

  private int admittedAtOnce(Peer peer) {
    int admitted = 0;
    while (node.admit(peer, Cost.PAYLOAD, FRAME_BYTES)) {
      admitted++;
    }
    return admitted;
  }

  @Test
  void stepsOfThePageAreThoseOfItsPlugin() throws Exception {
    EngineExecutionResults results = page().runTests("ByteBudgetStepsTest");

    assertThat(results.testEvents().failed().list()).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
  }

  @Test
  void rejectedMessageHalvesBurstAndRateOfItsPeerForAMinute() throws Exception {
    try (URLClassLoader loader = page().newClassLoader()) {
      Peer hostile = startWithPeer(loader);

      reject(hostile, AuthorId.NONE, Rejection.Reason.BAD_SIGNATURE);
      assertThat(admittedAtOnce(hostile)).isEqualTo(2_000);
      node.advance(Duration.ofSeconds(1));
      assertThat(admittedAtOnce(hostile)).isEqualTo(500);

      node.advance(Duration.ofSeconds(59));
      assertThat(admittedAtOnce(hostile)).isEqualTo(4_000);
      node.advance(Duration.ofSeconds(1));
      assertThat(admittedAtOnce(hostile)).isEqualTo(1_000);
    }
  }

  @Test
  void rejectedMessageThrottlesItsPeerForAMinuteAndIsExplained() throws Exception {
    try (URLClassLoader loader = page().newClassLoader()) {
      Peer hostile = startWithPeer(loader);
      assertThat(node.explain(hostile.id())).isEmpty();

      reject(hostile, AuthorId.NONE, Rejection.Reason.BAD_SIGNATURE);

      assertThat(node.standingChanges()).containsExactly(hostile.id());
      assertThat(node.standing(hostile.id())).isEqualTo(Standing.THROTTLED);
      assertThat(node.explain(hostile.id())).extracting(Explanation::value).containsExactly(60.0);
      node.advance(Duration.ofSeconds(60));
      assertThat(node.standing(hostile.id())).isEqualTo(Standing.GOOD);
      assertThat(node.explain(hostile.id())).isEmpty();
    }
  }

  @Test
  void messageRejectedForItsAuthorDoesNotThrottleItsPeer() throws Exception {
    try (URLClassLoader loader = page().newClassLoader()) {
      Peer hostile = startWithPeer(loader);

      reject(hostile, RecordingSpamContext.author(1), Rejection.Reason.INVALID);

      assertThat(node.standing(hostile.id())).isEqualTo(Standing.GOOD);
      assertThat(admittedAtOnce(hostile)).isEqualTo(4_000);
    }
  }
}
