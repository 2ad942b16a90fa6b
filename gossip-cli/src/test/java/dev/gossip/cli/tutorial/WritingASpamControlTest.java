package dev.gossip.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks what docs/writing-a-spam-control.md says about the plugin that it shows. */
class WritingASpamControlTest {
  private static final int FRAME_BYTES = 1_000;

  @TempDir private Path folder = Path.of("");

  private final ManualSpamContext context = new ManualSpamContext();
  private final Peer hostile = new Peer(new PeerId(new byte[32]), Direction.INBOUND);

  private URLClassLoader compiledPage() throws Exception {
    return TutorialCode.compile(
            folder,
            TutorialCode.read("writing-a-spam-control.md"),
            Set.of("ByteBudgetPlugin", "ByteBudgetTest"))
        .newClassLoader();
  }

  private SpamControl spamControl(ClassLoader loader) {
    GossipPlugin plugin = TutorialCode.plugin(loader, "spam.byte-budget");
    SpamControl spam =
        Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
            .getInstance(SpamControl.Factory.class)
            .create(context);
    spam.onPeerUp(hostile);
    return spam;
  }

  private Rejection rejection(AuthorId author, Rejection.Reason reason) {
    GossipMessage message =
        GossipMessage.builder(new MessageId(new byte[32])).author(author).build();
    return new Rejection(hostile, message, reason);
  }

  private static int admittedAtOnce(SpamControl spam, Peer peer) {
    int admitted = 0;
    while (spam.admit(peer, Cost.PAYLOAD, FRAME_BYTES)) {
      admitted++;
    }
    return admitted;
  }

  @Test
  void rejectedMessageHalvesBurstAndRateOfItsPeerForAMinute() throws Exception {
    try (URLClassLoader loader = compiledPage()) {
      SpamControl spam = spamControl(loader);

      spam.onRejected(rejection(AuthorId.NONE, Rejection.Reason.BAD_SIGNATURE));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(2_000);
      context.advance(Duration.ofSeconds(1));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(500);

      context.advance(Duration.ofSeconds(59));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(4_000);
      context.advance(Duration.ofSeconds(1));
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(1_000);
    }
  }

  @Test
  void rejectedMessageThrottlesItsPeerForAMinuteAndIsExplained() throws Exception {
    try (URLClassLoader loader = compiledPage()) {
      SpamControl spam = spamControl(loader);
      assertThat(spam.explain(hostile.id())).isEmpty();

      spam.onRejected(rejection(AuthorId.NONE, Rejection.Reason.BAD_SIGNATURE));

      assertThat(spam.standing(hostile.id())).isEqualTo(Standing.THROTTLED);
      assertThat(spam.explain(hostile.id())).extracting(Explanation::value).containsExactly(60.0);
      context.advance(Duration.ofSeconds(60));
      assertThat(spam.standing(hostile.id())).isEqualTo(Standing.GOOD);
      assertThat(spam.explain(hostile.id())).isEmpty();
    }
  }

  @Test
  void messageRejectedForItsAuthorDoesNotThrottleItsPeer() throws Exception {
    try (URLClassLoader loader = compiledPage()) {
      SpamControl spam = spamControl(loader);
      AuthorId author = new AuthorId(ByteString.copyFrom(new byte[32]));

      spam.onRejected(rejection(author, Rejection.Reason.INVALID));

      assertThat(spam.standing(hostile.id())).isEqualTo(Standing.GOOD);
      assertThat(admittedAtOnce(spam, hostile)).isEqualTo(4_000);
    }
  }
}
