package dev.gossip.discovery.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Addresses;
import dev.gossip.discovery.bootstrap.ExchangeCodec.Question;
import dev.gossip.discovery.proto.Answer;
import dev.gossip.discovery.proto.Ask;
import dev.gossip.discovery.proto.ExchangeFrame;
import dev.gossip.discovery.testing.DiscoveryNode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeCodecTest {
  private static final int ENOUGH = 2_000;

  @Test
  void answersAreReadAsTheyWereWritten() throws Exception {
    List<PeerAddress> addresses =
        List.of(
            PeerAddress.parse("192.0.2.1:1"),
            PeerAddress.parse("255.254.253.252:65535"),
            PeerAddress.parse("[2001:db8::1]:7400"),
            PeerAddress.parse("[::1]:256"),
            PeerAddress.parse("[2001:db8:1:2:3:4:5:6]:255"),
            PeerAddress.parse("[2001:db8::]:9"));

    assertThat(ExchangeCodec.parse(ExchangeCodec.answer(addresses, ENOUGH).orElseThrow()))
        .isEqualTo(new Addresses(addresses));
  }

  @Test
  void randomIpv6AddressesHaveTheBytesOfTheJdk() throws Exception {
    long seed = 20_260_104;
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      // Zeros are what the short form leaves out.
      int from = random.nextInt(16);
      Arrays.fill(bytes, from, from + random.nextInt(17 - from), (byte) 0);
      bytes[0] = (byte) (bytes[0] | 1);
      PeerAddress address = new PeerAddress(InetAddress.getByAddress(bytes).getHostAddress(), 7400);
      ByteString.Output out = ByteString.newOutput();

      IpBytes.write(address, out);

      ByteString written = out.toByteString();
      assertThat(written.substring(0, 16))
          .as("seed %d", seed)
          .isEqualTo(ByteString.copyFrom(bytes));
      assertThat(IpBytes.read(written)).as("seed %d", seed).isEqualTo(address);
    }
  }

  @Test
  void questionsAreReadAsTheyWereWritten() throws Exception {
    Optional<PeerAddress> ipv4 = Optional.of(PeerAddress.parse("192.0.2.1:7400"));
    Optional<PeerAddress> ipv6 = Optional.of(PeerAddress.parse("[2001:db8::1]:7400"));

    assertThat(ExchangeCodec.parse(ExchangeCodec.ask(Optional.empty())))
        .isEqualTo(new Question(64, Optional.empty()));
    assertThat(ExchangeCodec.parse(ExchangeCodec.ask(ipv4))).isEqualTo(new Question(64, ipv4));
    assertThat(ExchangeCodec.parse(ExchangeCodec.ask(ipv6))).isEqualTo(new Question(64, ipv6));
  }

  @Test
  void portZeroIsLeftOut() throws Exception {
    PeerAddress usable = PeerAddress.parse("192.0.2.1:7400");
    ByteString answer =
        ExchangeCodec.answer(List.of(PeerAddress.parse("192.0.2.2:0"), usable), ENOUGH)
            .orElseThrow();
    ByteString ask = ExchangeCodec.ask(Optional.of(PeerAddress.parse("192.0.2.2:0")));

    assertThat(ExchangeCodec.parse(answer)).isEqualTo(new Addresses(List.of(usable)));
    assertThat(ExchangeCodec.parse(ask)).isEqualTo(new Question(64, Optional.empty()));
  }

  @Test
  void answersFitTheLimitWhateverItIs() throws Exception {
    List<PeerAddress> addresses = new ArrayList<>(DiscoveryNode.addresses("192.0.", 32));
    for (int i = 1; i <= 32; i++) {
      addresses.add(PeerAddress.parse("[2001:db8::" + i + "]:7400"));
    }
    for (int limit = 0; limit < 900; limit++) {
      Optional<ByteString> body = ExchangeCodec.answer(addresses, limit);
      if (limit < 18) {
        assertThat(body).isEmpty();
      } else {
        assertThat(body.orElseThrow().size()).isLessThanOrEqualTo(limit);
        assertThat(ExchangeCodec.parse(body.orElseThrow())).isInstanceOf(Addresses.class);
      }
    }
  }

  @Test
  void askerGetsAtMostTheLimitWhateverItAsksFor() throws Exception {
    for (int max : new int[] {65, 1_000, -1, Integer.MIN_VALUE}) {
      assertThat(ExchangeCodec.parse(frame(Ask.newBuilder().setMax(max))))
          .isEqualTo(new Question(64, Optional.empty()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 7, 17, 19})
  void listsWithPartsOfAddressesAreMalformed(int bytes) {
    ByteString some = ByteString.copyFrom(new byte[bytes]);

    assertMalformed(frame(Answer.newBuilder().setIpv4(some)));
    assertMalformed(frame(Answer.newBuilder().setIpv6(some)));
    assertMalformed(frame(Ask.newBuilder().setMax(1).setAdvertised(some)));
  }

  @Test
  void moreAddressesThanAskedForAreMalformed() {
    ByteString many = ByteString.copyFrom(new byte[65 * 6]);

    assertMalformed(frame(Answer.newBuilder().setIpv4(many)));
  }

  @Test
  void framesWithoutContentAreMalformed() {
    assertMalformed(ByteString.EMPTY);
    assertMalformed(ByteString.copyFrom(new byte[] {9}));
  }

  private static ByteString frame(Answer.Builder answer) {
    return ExchangeFrame.newBuilder().setAnswer(answer).build().toByteString();
  }

  private static ByteString frame(Ask.Builder ask) {
    return ExchangeFrame.newBuilder().setAsk(ask).build().toByteString();
  }

  private static void assertMalformed(ByteString body) {
    assertThatThrownBy(() -> ExchangeCodec.parse(body))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }
}
