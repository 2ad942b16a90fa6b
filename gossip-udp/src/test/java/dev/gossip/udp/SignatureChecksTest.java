package dev.gossip.udp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.proto.Content;
import dev.gossip.udp.HandTurnedWorld.TestNode;
import dev.gossip.udp.TestPlugins.AnyRelay;
import dev.gossip.udp.TestPlugins.NotingSpamControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits for a signature check, what it costs, and what becomes of it. */
@Timeout(30)
class SignatureChecksTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final HandTurnedWorld world = new HandTurnedWorld(7);
  private final NotingSpamControl spam = new NotingSpamControl();
  private final TogetherSigning signing = new TogetherSigning("author");
  private final List<String> calls = new ArrayList<>();

  /** Node 1 checks and tells what its strategy sees; 2 and 3 send what they are told to. */
  private void start(Map<String, String> settings) {
    world.start(1, settings, List.of(new AnyRelay(NotingRelay::new), spam, signing), 2, 3);
    for (int port : List.of(2, 3)) {
      AnyRelay mouth = new AnyRelay(context -> mouthOf(port, context));
      List<GossipPlugin> plugins = List.of(mouth, new TogetherSigning("other"));
      world.start(port, Map.of("gossip.signing.policy", "off"), plugins);
    }
    world.runFor(A_WHILE);
    spam.notes.clear();
    world.node(1).holdsWork = true;
  }

  private void start() {
    start(Map.of());
  }

  @Test
  void aSecondCopyWaitsForTheFirstAndIsADuplicateThen() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message);
    send(3, message);
    assertThat(one().heldWork()).isEqualTo(1);
    assertThat(one().metric("pending-checks")).isEqualTo(1);
    assertThat(calls).isEmpty();
    one().work();

    assertThat(calls).containsExactly("first hello from 2", "again hello from 3");
    assertThat(one().metric("signature-checks")).isEqualTo(1);
    assertThat(one().metric("pending-checks")).isZero();
  }

  @Test
  void aGarbledHeaderMakesTheCopyBehindItTheFirst() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message, "garbage");
    send(3, message);
    one().work();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(spam.notes).contains("misbehaviour MALFORMED_FRAME");
    assertThat(one().metric("dropped.malformed-frame")).isEqualTo(1);
  }

  @Test
  void aBadSignatureDoesNotStandInTheWayOfAGoodOneOnTheSameBytes() {
    start();
    GossipMessage message = signed("hello").get(0);
    send(2, message.withSignature(ByteString.copyFromUtf8("bad")));
    send(3, message);
    one().work();

    assertThat(calls).containsExactly("first hello from 3");
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
    assertThat(spam.notes).containsOnlyOnce("rejected");
  }

  @Test
  void whatWasFoundBadCostsNothingTheSecondTime() {
    start();
    GossipMessage bad = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, bad);
    one().work();
    send(3, bad);

    assertThat(one().heldWork()).isZero();
    assertThat(one().metric("dropped.bad-signature-again")).isEqualTo(1);
    world.runFor(Duration.ofSeconds(11));
    send(3, bad);
    assertThat(one().heldWork()).isEqualTo(1);
  }

  @Test
  void messagesThatWereSignedTogetherCostOneCheck() {
    start();
    for (GossipMessage message : signed("a", "b", "c")) {
      send(2, message);
    }
    assertThat(one().heldWork()).isEqualTo(1);
    one().work();

    assertThat(calls).containsExactly("first a from 2", "first b from 2", "first c from 2");
    assertThat(spam.notes.stream().filter("admit SIGNATURE_CHECK"::equals)).hasSize(1);
    assertThat(one().metric("signature-checks")).isEqualTo(1);
  }

  @Test
  void whoSendsAForgedOneFirstGetsNoFreeChecksForTheRest() {
    start();
    List<GossipMessage> together = signed("a", "b");
    ByteString shared = together.get(0).signature().substring(0, 1);
    send(2, together.get(0).withSignature(shared.concat(ByteString.copyFromUtf8("bad"))));
    send(2, together.get(1));
    one().work();
    assertThat(calls).isEmpty();
    assertThat(one().metric("dropped.unproven-signature")).isEqualTo(1);

    together.forEach(message -> send(3, message));
    one().work();
    assertThat(calls).containsExactly("first a from 3", "first b from 3");
  }

  @Test
  void aCopyThatWaitedBehindAFollowerOfAForgedOneIsStillChecked() {
    start();
    List<GossipMessage> together = signed("a", "b");
    ByteString shared = together.get(0).signature().substring(0, 1);
    send(2, together.get(0).withSignature(shared.concat(ByteString.copyFromUtf8("bad"))));
    send(2, together.get(1));
    send(3, together.get(1));
    one().work();

    assertThat(calls).containsExactly("first b from 3");
    assertThat(one().metric("dropped.unproven-signature")).isEqualTo(1);
  }

  @Test
  void whatANeighbourSentBeforeItWentIsStillAccepted() {
    start();
    send(2, signed("last words").get(0));
    world.node(2).node.close();
    world.runFor(A_WHILE);

    assertThat(calls).containsExactly("first last words from 2");
    one().work();
    assertThat(calls).hasSize(1);
  }

  @Test
  void whatANeighbourMayHaveCheckedAtOnceIsBounded() {
    start(Map.of("gossip.pending-checks", "2"));
    for (String text : List.of("a", "b", "c")) {
      send(2, signed(text).get(0));
    }
    GossipMessage other = signed("d").get(0);
    send(3, other);

    assertThat(one().heldWork()).isEqualTo(3);
    assertThat(one().metric("dropped.too-many-checks")).isEqualTo(1);
    one().work();
    assertThat(calls).contains("first d from 3").hasSize(3);
  }

  @Test
  void withoutABudgetForChecksNothingIsChecked() {
    start();
    spam.admitsChecks = false;
    send(2, signed("hello").get(0));

    assertThat(one().heldWork()).isZero();
    assertThat(one().metric("dropped.refused-by-spam-control")).isEqualTo(1);
  }

  @Test
  void authorsThatAreNotTrustedAreIgnoredAndNobodyIsBlamed() {
    start();
    signing.trusts = false;
    send(2, signed("hello").get(0));
    one().work();

    assertThat(calls).isEmpty();
    assertThat(one().metric("dropped.untrusted-author")).isEqualTo(1);
    assertThat(spam.notes).doesNotContain("rejected");
    assertThat(one().node.trustsItself("main")).isFalse();
  }

  @Test
  void validatorsAreAskedAfterTheSignatureAndTheirVerdictHolds() {
    world.validators.put(
        "main",
        message ->
            switch (message.payload().toStringUtf8()) {
              case "ignored" -> Verdict.IGNORE;
              case "rejected" -> Verdict.REJECT;
              default -> Verdict.ACCEPT;
            });
    start();
    for (String text : List.of("ignored", "rejected", "fine")) {
      send(2, signed(text).get(0));
    }
    send(2, signed("fine, too").get(0).withSignature(ByteString.copyFromUtf8("bad")));
    one().work();

    assertThat(calls).containsExactly("first fine from 2");
    assertThat(one().metric("dropped.ignored")).isEqualTo(1);
    assertThat(one().metric("dropped.rejected")).isEqualTo(1);
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void aValidatorThatThrowsStopsTheNodeAndIsNamed() {
    world.validators.put(
        "main",
        message -> {
          throw new IllegalStateException("no idea");
        });
    start();
    send(2, signed("hello").get(0));
    one().work();

    assertThat(one().told(NodeEvent.Stopped.class))
        .singleElement()
        .asString()
        .contains("topic main", "no idea");
  }

  @ParameterizedTest
  @CsvSource({"strict, 0", "lax, 1"})
  void strictWantsSignaturesAndLaxTakesWhatHasNone(String policy, int accepted) {
    start(Map.of("gossip.signing.policy", policy));
    send(2, unsigned("unsigned"));
    one().work();

    assertThat(calls).hasSize(accepted);
    assertThat(one().metric("dropped.unsigned")).isEqualTo(1 - accepted);
    assertThat(spam.notes).doesNotContain("rejected");
  }

  @Test
  void laxStillRefusesABadSignature() {
    start(Map.of("gossip.signing.policy", "lax"));
    send(2, signed("hello").get(0).withSignature(ByteString.EMPTY));
    one().work();

    assertThat(calls).isEmpty();
    assertThat(one().metric("dropped.bad-signature")).isEqualTo(1);
  }

  @Test
  void offChecksNothingAndNamesNoAuthor() {
    start(Map.of("gossip.signing.policy", "off"));
    GossipMessage message = signed("hello").get(0).withSignature(ByteString.copyFromUtf8("bad"));
    send(2, message);

    assertThat(calls).containsExactly("first hello from 2");
    assertThat(one().told(NodeEvent.Delivered.class).get(0).message().author().isNone()).isTrue();
    assertThat(one().node.author().isNone()).isTrue();
    assertThat(one().metric("signature-checks")).isZero();
  }

  @Test
  void twoMessagesUnderOneNumberAreBothDeliveredAndNamed() throws InvalidProtocolBufferException {
    start();
    GossipMessage first = signed("one").get(0);
    ByteString bytes =
        Content.parseFrom(first.signedBytes()).toBuilder()
            .setPayload(ByteString.copyFromUtf8("another"))
            .build()
            .toByteString();
    GossipMessage second =
        GossipMessage.builder(first.id())
            .signedBytes(bytes)
            .signature(signing.sign(List.of(bytes)).get(0))
            .build();
    send(2, first);
    send(3, second);
    one().work();

    assertThat(calls).containsExactly("first one from 2", "first another from 3");
    NodeEvent.Equivocation told = one().told(NodeEvent.Equivocation.class).get(0);
    assertThat(told.author()).isEqualTo(first.author());
    assertThat(told.sequence()).isEqualTo(first.sequence());
    assertThat(told.first()).isEqualTo(first.id());
    assertThat(told.second()).isNotEqualTo(first.id());
    assertThat(one().metric("equivocations")).isEqualTo(1);
  }

  private TestNode one() {
    return world.node(1);
  }

  /** Messages of node 1's own author that it has never seen, signed at once. */
  private List<GossipMessage> signed(String... texts) {
    List<GossipMessage> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(
          one().node.composer().compose("main", ByteString.copyFromUtf8(text), one().wallMillis()));
    }
    List<ByteString> signatures =
        signing.sign(messages.stream().map(GossipMessage::signedBytes).toList());
    for (int i = 0; i < messages.size(); i++) {
      messages.set(i, messages.get(i).withSignature(signatures.get(i)));
    }
    return messages;
  }

  /** Node 2 signs nothing: its policy is off. */
  private GossipMessage unsigned(String text) {
    return world
        .node(2)
        .node
        .composer()
        .compose("main", ByteString.copyFromUtf8(text), world.node(2).wallMillis());
  }

  private void send(int from, GossipMessage message) {
    send(from, message, "");
  }

  private void send(int from, GossipMessage message, String header) {
    Mouth mouth = requireNonNull(mouths.get(from));
    mouth.message = message;
    mouth.header = ByteString.copyFromUtf8(header);
    world.node(from).publish("cue");
    world.runFor(Duration.ofMillis(10));
  }

  private final Map<Integer, Mouth> mouths = new TreeMap<>();

  private Mouth mouthOf(int port, RelayContext context) {
    Mouth mouth = new Mouth(context);
    mouths.put(port, mouth);
    return mouth;
  }

  /** Sends what it was told to when its node publishes anything. */
  private static final class Mouth implements RelayStrategy {
    private final RelayContext context;
    private @Nullable GossipMessage message;
    private ByteString header = ByteString.EMPTY;

    Mouth(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage cue) {
      context.deliver(cue);
      GossipMessage said = message;
      if (said != null) {
        context.peers().forEach(peer -> context.send(peer.id(), said, header));
      }
    }

    @Override
    public void onMessage(GossipMessage other, Arrival arrival) {
      context.deliver(other);
    }
  }

  /** Writes down what it sees; garbage is no header. */
  private final class NotingRelay implements RelayStrategy {
    private final RelayContext context;

    NotingRelay(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      if (!arrival.header().isEmpty()) {
        throw new InvalidProtocolBufferException("garbage");
      }
      context.deliver(message);
      note("first", message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      note("again", message, arrival);
    }

    private void note(String what, GossipMessage message, Arrival arrival) {
      boolean two = arrival.from().id().equals(world.node(2).node.id());
      calls.add(what + " " + message.payload().toStringUtf8() + " from " + (two ? 2 : 3));
    }
  }
}
