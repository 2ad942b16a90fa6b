package dev.gossip.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gossip.api.PeerId;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RestartState;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.memory.SeenLog;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.FixedTime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.spam.PeerRecordStore;
import dev.gossip.core.engine.spec.NodeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Tests where the id of a node comes from. */
class NodeIdentityTest {
  private static final NodeKey KEY = new NodeKey(filled(7));
  private static final RandomStreams RANDOM =
      component -> new SplittableRandom(component.hashCode());

  private final List<LocalIdentity> identities = new ArrayList<>();

  private static byte[] filled(int value) {
    byte[] bytes = new byte[NodeIdentities.SECRET_KEY_BYTES];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** The first 32 bytes of the random stream that makes identities. */
  private static byte[] drawn() {
    byte[] bytes = new byte[32];
    RANDOM.stream("identity").nextBytes(bytes);
    return bytes;
  }

  /** Not a real derivation: the bytes of the key, each plus one. */
  private static PeerId plusOne(byte[] secret) {
    byte[] id = secret.clone();
    for (int i = 0; i < id.length; i++) {
      id[i]++;
    }
    return new PeerId(id);
  }

  private Composition compose(Optional<NodeIdentities> binding) {
    StubPlugin transport =
        new StubPlugin(
            "transport.recording",
            () ->
                binder -> {
                  binder
                      .bind(Transport.Factory.class)
                      .toInstance(
                          (context, events) -> {
                            identities.add(context.identity());
                            return new SilentTransport();
                          });
                  binding.ifPresent(bound -> binder.bind(NodeIdentities.class).toInstance(bound));
                });
    PluginCatalog catalog = PluginCatalog.load(List.of()).with(List.of(transport));
    NodeConfig config =
        NodeConfig.builder().set("gossip.transport.use", "recording", "--set").build(catalog.all());
    return Composition.of(config, catalog);
  }

  private static Node start(Composition composition, Optional<NodeKey> key) {
    return composition.newNode(
        new FixedTime(),
        RANDOM,
        DatagramSink.unlimited((to, datagram) -> {}),
        new RestartState(SeenLog.NONE, key, AddressStore.NONE, PeerRecordStore.NONE),
        event -> {});
  }

  private LocalIdentity identity() {
    assertThat(identities).hasSize(1);
    return identities.get(0);
  }

  @Test
  void idFollowsFromTheKeyWithATransportThatProvesIds() {
    Node node = start(compose(Optional.of(NodeIdentityTest::plusOne)), Optional.of(KEY));

    assertThat(node.id()).isEqualTo(new PeerId(filled(8)));
    assertThat(identity().isProven()).isTrue();
    assertThat(identity().id()).isEqualTo(node.id());
    assertThat(identity().secretKey()).isEqualTo(filled(7));
  }

  @Test
  void keyIsRandomWithATransportThatProvesIdsIfNoneIsGiven() {
    Node node = start(compose(Optional.of(NodeIdentityTest::plusOne)), Optional.empty());

    assertThat(identity().secretKey()).isEqualTo(drawn());
    assertThat(node.id()).isEqualTo(plusOne(drawn()));
  }

  @Test
  void keyIsIgnoredByATransportThatDoesNotProveIds() {
    Node node = start(compose(Optional.empty()), Optional.of(KEY));

    assertThat(node.id()).isEqualTo(new PeerId(drawn()));
    assertThat(identity().isProven()).isFalse();
    assertThatThrownBy(() -> identity().secretKey()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void wrappedTransportStillProvesIds() {
    Composition composition = compose(Optional.of(NodeIdentityTest::plusOne));

    Composition wrapped = composition.wrapTransport(factory -> factory);

    assertThat(composition.identities()).isPresent();
    assertThat(wrapped.identities()).isEqualTo(composition.identities());
    assertThat(start(wrapped, Optional.of(KEY)).id()).isEqualTo(new PeerId(filled(8)));
  }

  @Test
  void failureToDeriveAnIdIsThatOfTheTransport() {
    Composition composition =
        compose(
            Optional.of(
                secret -> {
                  throw new IllegalStateException("no curve");
                }));

    assertThatThrownBy(() -> start(composition, Optional.of(KEY)))
        .isInstanceOf(PluginFailure.class)
        .hasMessageContaining("transport.recording")
        .hasMessageContaining("idOf")
        .hasMessageContaining("no curve");
  }

  @Test
  void textOfAKeyDoesNotShowIt() {
    assertThat(KEY).hasToString("secret key of a node");
  }

  @Test
  void keyOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> new NodeKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a node key has 32 bytes, not 31");
  }
}
