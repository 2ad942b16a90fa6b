package dev.gossip.core.engine.peer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.peer.HelloExchange.Mismatch;
import dev.gossip.core.engine.spec.ChannelTables;
import dev.gossip.core.engine.spec.SharedChannels;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Channel;
import dev.gossip.core.proto.Hello;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloExchangeTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final PeerAddress RECEIVER = PeerAddress.parse("192.0.2.1:5000");

  private final HelloExchange exchange =
      new HelloExchange("blue", ChannelTables.relay("relay.flooding"), "signing.none");

  @Test
  void ownHelloMatches() throws InvalidProtocolBufferException {
    Hello own = Frames.body(Frames.HELLO_PARSER, exchange.frame(true, true, NOW, RECEIVER));

    assertThat(exchange.frame(true, true, NOW, RECEIVER).byteAt(0)).isEqualTo(Frames.HELLO);
    assertThat(own.getHeardYou()).isTrue();
    assertThat(exchange.compare(own)).isNull();
    assertThat(exchange.signingDifference(own)).isNull();
    assertThat(
            Frames.body(Frames.HELLO_PARSER, exchange.frame(false, true, NOW, RECEIVER))
                .getHeardYou())
        .isFalse();
  }

  @Test
  void clockIsSentInStepsOfTenSeconds() throws InvalidProtocolBufferException {
    for (long millis : new long[] {0, 1, 9_999}) {
      Hello hello =
          Frames.body(Frames.HELLO_PARSER, exchange.frame(true, true, NOW + millis, RECEIVER));
      assertThat(hello.getClockSeconds()).isEqualTo(NOW / 1_000);
    }
    Hello next =
        Frames.body(Frames.HELLO_PARSER, exchange.frame(true, true, NOW + 10_000, RECEIVER));
    assertThat(next.getClockSeconds()).isEqualTo(NOW / 1_000 + 10);
  }

  @Test
  void clockDifferenceIsEstimatedWithinFiveSeconds() throws InvalidProtocolBufferException {
    for (long theirs = NOW; theirs < NOW + 20_000; theirs += 700) {
      Hello hello = Frames.body(Frames.HELLO_PARSER, exchange.frame(true, true, theirs, RECEIVER));
      for (long ours : new long[] {NOW, NOW + 3_600_123, NOW - 3_600_123}) {
        assertThat(HelloExchange.clockAheadMillis(hello, ours) - (theirs - ours))
            .isBetween(-5_000L, 5_000L);
      }
    }
  }

  @Test
  void missingOrImplausibleClockCountsAsNoDifference() {
    for (long seconds : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40}) {
      Hello hello = Hello.newBuilder().setClockSeconds(seconds).build();
      assertThat(HelloExchange.clockAheadMillis(hello, NOW)).as("%d", seconds).isZero();
    }
  }

  @Test
  void differentVersionIsDescribedForBothSides() {
    Mismatch mismatch = mismatch(hello().setVersion(7));

    assertThat(mismatch.textForThisNode()).isEqualTo("its protocol version is 7, this node's is 2");
    assertThat(mismatch.textForPeer()).isEqualTo("its protocol version is 2, this node's is 7");
    assertThat(mismatch.remedy()).isEqualTo("run the same version of gossip on both");
  }

  @Test
  void versionIsShownUnsigned() {
    assertThat(mismatch(hello().setVersion(-1)).textForThisNode()).contains("is 4294967295,");
  }

  @Test
  void differentNetworkIsDescribedForBothSides() {
    Mismatch mismatch = mismatch(hello().setNetwork("red"));

    assertThat(mismatch.textForThisNode()).isEqualTo("its network is 'red', this node's is 'blue'");
    assertThat(mismatch.textForPeer()).isEqualTo("its network is 'blue', this node's is 'red'");
    assertThat(mismatch.remedy()).isEqualTo("set the same gossip.network on both");
  }

  @Test
  void differentRelayIsDescribedForBothSides() {
    Mismatch mismatch = mismatch(hello().clearChannels().addChannels(channel("relay.other")));

    assertThat(mismatch.textForThisNode())
        .isEqualTo("its relay is relay.other, this node's is relay.flooding");
    assertThat(mismatch.textForPeer())
        .isEqualTo("its relay is relay.flooding, this node's is relay.other");
    assertThat(mismatch.remedy()).isEqualTo("start both with the same relay");
  }

  @Test
  void bothSidesReportTheSameMismatch() throws InvalidProtocolBufferException {
    HelloExchange other =
        new HelloExchange("red", ChannelTables.relay("relay.flooding"), "signing.none");
    Mismatch here =
        mismatch(
            Frames.body(Frames.HELLO_PARSER, other.frame(false, true, NOW, RECEIVER)).toBuilder());
    Mismatch there =
        requireNonNull(
            other.compare(
                Frames.body(Frames.HELLO_PARSER, exchange.frame(false, true, NOW, RECEIVER))));

    assertThat(here.textForPeer()).isEqualTo(there.textForThisNode());
    assertThat(there.textForPeer()).isEqualTo(here.textForThisNode());
  }

  @Test
  void wrappedRelaysMustMatchToo() throws InvalidProtocolBufferException {
    HelloExchange over = exchangeOfRelays("relay.outer", "relay.fluff=relay.one");
    HelloExchange overOther = exchangeOfRelays("relay.outer", "relay.fluff=relay.two");
    Hello hello = Frames.body(Frames.HELLO_PARSER, overOther.frame(false, true, NOW, RECEIVER));

    assertThat(
            over.compare(Frames.body(Frames.HELLO_PARSER, over.frame(false, true, NOW, RECEIVER))))
        .isNull();
    assertThat(requireNonNull(over.compare(hello)).textForThisNode())
        .isEqualTo(
            "its relay is relay.outer over relay.fluff=relay.two,"
                + " this node's is relay.outer over relay.fluff=relay.one");
  }

  @Test
  void relayStackIsShownOutermostFirst() {
    Mismatch mismatch = mismatch(hello().addChannels(channel("relay.inner")));

    assertThat(mismatch.theirs()).isEqualTo("relay.flooding over relay.inner");
  }

  @Test
  void longRelayStackIsTruncated() {
    Hello.Builder theirs = hello();
    for (int i = 1; i < 1_000; i++) {
      theirs.addChannels(channel("relay.x".repeat(100)));
    }

    assertThat(mismatch(theirs).textForThisNode()).hasSizeLessThan(1_000);
  }

  @Test
  void optionalChannelOfOneEndKeepsTheLink() {
    Hello theirs =
        hello().addChannels(channel("discovery.dns").toBuilder().setOptional(true)).build();

    assertThat(exchange.compare(theirs)).isNull();
    assertThat(exchange.shared(theirs).own(0)).isZero();
    assertThat(exchange.shared(theirs).own(1)).isEqualTo(-1);
  }

  @Test
  void requiredChannelThatOneEndLacksIsDescribedForBothSides() {
    Mismatch mismatch = mismatch(hello().addChannels(channel("membership.other")));

    assertThat(mismatch.what()).isEqualTo("set of required plugins");
    assertThat(mismatch.theirs()).isEqualTo("relay.flooding over membership.other");
    assertThat(mismatch.remedy()).isEqualTo("start both with the same plugins");
  }

  @Test
  void channelsAreMatchedByNameWhateverTheirNumbers() {
    HelloExchange two = exchangeOfRelays("relay.outer", "relay.a=relay.one", "relay.b=relay.two");
    Hello theirs =
        hello()
            .clearChannels()
            .addChannels(channel("relay.b=relay.two"))
            .addChannels(channel("relay.outer"))
            .addChannels(channel("relay.a=relay.one"))
            .build();

    assertThat(two.compare(theirs)).isNull();
    SharedChannels shared = two.shared(theirs);
    assertThat(List.of(shared.own(0), shared.own(1), shared.own(2))).containsExactly(2, 0, 1);
    assertThat(shared.has(2)).isTrue();
    assertThat(shared.own(3)).isEqualTo(-1);
    assertThat(shared.own(-1)).isEqualTo(-1);
  }

  @Test
  void moreThanSixtyFourChannelsAreRefused() {
    Hello.Builder theirs = hello();
    for (int i = 1; i < 65; i++) {
      theirs.addChannels(channel("discovery.d" + i).toBuilder().setOptional(true));
    }

    assertThat(mismatch(theirs).what()).isEqualTo("number of plugins");
  }

  @Test
  void equalObservedAddressesAreOneObject() throws InvalidProtocolBufferException {
    Hello hello = Frames.body(Frames.HELLO_PARSER, exchange.frame(true, true, NOW, RECEIVER));

    assertThat(exchange.observedAddress(hello)).isSameAs(exchange.observedAddress(hello));
  }

  @Test
  void receiverLearnsTheAddressAtWhichItIsSeen() throws InvalidProtocolBufferException {
    Hello hello = Frames.body(Frames.HELLO_PARSER, exchange.frame(true, true, NOW, RECEIVER));

    assertThat(exchange.observedAddress(hello)).isEqualTo(RECEIVER);
    assertThat(exchange.observedAddress(hello.toBuilder().clearObservedAddress().build())).isNull();
    assertThat(exchange.observedAddress(hello.toBuilder().setObservedAddress("x").build()))
        .isNull();
  }

  @Test
  void versionIsComparedFirst() {
    assertThat(mismatch(Hello.newBuilder()).what()).isEqualTo("protocol version");
  }

  @Test
  void differentSigningIsReportedButNoMismatch() {
    Hello theirs = hello().setSigning("signing.ed25519").build();

    assertThat(exchange.compare(theirs)).isNull();
    assertThat(exchange.signingDifference(theirs))
        .isEqualTo("signs with 'signing.ed25519', this node with 'signing.none'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r",
        "\t",
        "\0",
        "\u001b",
        "\u007f", // ASCII controls
        "\u0085",
        "\u009b", // next line; control sequence introducer of terminals
        "\u2028",
        "\u2029", // line and paragraph separator
        "\u202e",
        "\u200b" // right-to-left override; zero-width space
      })
  void controlCharactersAreNotShown(String control) {
    Hello theirs =
        hello()
            .setNetwork("re" + control + "d")
            .setSigning("sig" + control + "ning")
            .clearChannels()
            .addChannels(channel("rel" + control + "ay"))
            .build();

    assertThat(mismatch(theirs.toBuilder()).theirs()).isEqualTo("'re?d'");
    assertThat(mismatch(theirs.toBuilder().setNetwork("blue")).theirs())
        .isEqualTo("an unreadable name");
    assertThat(exchange.signingDifference(theirs)).contains("signs with an unreadable name,");
    assertThat(HelloExchange.printable("a" + control + "b")).isEqualTo("a?b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ed25519", "signing.", "signing.Ed25519", "signing.a b", "signing.a;reboot"})
  void malformedPluginIdIsNotShown(String text) {
    Hello theirs = hello().setSigning(text).clearChannels().addChannels(channel(text)).build();

    assertThat(exchange.signingDifference(theirs))
        .isEqualTo("signs with an unreadable name, this node with 'signing.none'");
    assertThat(mismatch(theirs.toBuilder()).theirs()).isEqualTo("an unreadable name");
  }

  @Test
  void otherLettersAreShownAndLongTextIsTruncated() {
    assertThat(HelloExchange.printable("grün 網絡")).isEqualTo("grün 網絡");
    assertThat(HelloExchange.printable("x".repeat(64))).isEqualTo("x".repeat(64));
    assertThat(HelloExchange.printable("x".repeat(65))).isEqualTo("x".repeat(64) + "...");
  }

  private static HelloExchange exchangeOfRelays(String relay, String... slots) {
    return new HelloExchange("blue", ChannelTables.relay(relay, slots), "signing.none");
  }

  private Mismatch mismatch(Hello.Builder theirs) {
    return requireNonNull(exchange.compare(theirs.build()), "they should not match");
  }

  private static Hello.Builder hello() {
    return Hello.newBuilder()
        .setNetwork("blue")
        .setVersion(2)
        .addChannels(channel("relay.flooding"))
        .setSigning("signing.none");
  }

  private static Channel channel(String plugin) {
    return Channel.newBuilder().setPlugin(plugin).build();
  }
}
