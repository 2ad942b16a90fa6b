package dev.gossip.testkit.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.MessageId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.simulation.plan.NetworkPlan;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VerifyThreadsTest {

  @Test
  void loopbackNodesVerifySignaturesOnTheirVerifyThreads() {
    RecordingSigning signing = new RecordingSigning();
    try (World world = WorldKind.LOOPBACK.start(NetworkPlan.seeded(1).with(signing).build())) {
      MessageId id = world.publish(0, "hello");
      world.awaitEverywhere(id);
    }

    assertThat(signing.verifyingThreads)
        .hasSize(5)
        .allMatch(name -> name.startsWith("gossip-verify-"));
  }

  /** Takes every signature as valid and records on which threads it was asked. */
  private static final class RecordingSigning implements GossipPlugin, MessageSigning {
    private static final AuthorId AUTHOR = new AuthorId(ByteString.copyFrom(new byte[] {7}));

    private final Set<String> verifyingThreads = ConcurrentHashMap.newKeySet();

    @Override
    public String id() {
      return "signing.recording";
    }

    @Override
    public String summary() {
      return "takes every signature as valid";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(MessageSigning.Factory.class).toInstance(context -> this);
    }

    @Override
    public AuthorId author() {
      return AUTHOR;
    }

    @Override
    public List<ByteString> sign(List<ByteString> signedBytes) {
      return Collections.nCopies(signedBytes.size(), ByteString.copyFromUtf8("signed"));
    }

    @Override
    public boolean verify(AuthorId author, ByteString signedBytes, ByteString signature) {
      verifyingThreads.add(Thread.currentThread().getName());
      return true;
    }
  }
}
