package dev.gossip.discovery.bootstrap;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.discovery.proto.Answer;
import dev.gossip.discovery.proto.Ask;
import dev.gossip.discovery.proto.ExchangeFrame;
import dev.gossip.discovery.reach.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The control frames of peer exchange. */
final class ExchangeCodec {
  /** How many addresses an answer has at most. */
  static final int MAX_ADDRESSES = Share.MAX;

  /** Tags and lengths of the frame, of the answer, and of its two lists: 3 bytes each at most. */
  private static final int ANSWER_OVERHEAD = 12;

  private ExchangeCodec() {}

  /** What a frame says. */
  sealed interface Content permits Question, Addresses {}

  /**
   * Asks for addresses.
   *
   * @param max at most so many
   * @param advertised where the sender can be reached, if not where its datagrams come from
   */
  record Question(int max, Optional<PeerAddress> advertised) implements Content {}

  /** Answers a question. */
  record Addresses(List<PeerAddress> list) implements Content {}

  static ByteString ask(Optional<PeerAddress> advertised) {
    Ask.Builder ask = Ask.newBuilder().setMax(MAX_ADDRESSES);
    advertised.ifPresent(
        address -> {
          ByteString.Output bytes = ByteString.newOutput();
          IpBytes.write(address, bytes);
          ask.setAdvertised(bytes.toByteString());
        });
    return ExchangeFrame.newBuilder().setAsk(ask).build().toByteString();
  }

  /**
   * Encodes as many addresses as fit.
   *
   * @param addresses literal IP addresses
   * @return empty if none fits
   */
  static Optional<ByteString> answer(List<PeerAddress> addresses, int maxBytes) {
    ByteString.Output ipv4 = ByteString.newOutput();
    ByteString.Output ipv6 = ByteString.newOutput();
    int room = maxBytes - ANSWER_OVERHEAD;
    for (PeerAddress address : addresses) {
      if (room < IpBytes.sizeOf(address)) {
        break;
      }
      room -= IpBytes.sizeOf(address);
      IpBytes.write(address, address.isIpv6() ? ipv6 : ipv4);
    }
    if (ipv4.size() + ipv6.size() == 0) {
      return Optional.empty();
    }
    Answer answer =
        Answer.newBuilder().setIpv4(ipv4.toByteString()).setIpv6(ipv6.toByteString()).build();
    return Optional.of(ExchangeFrame.newBuilder().setAnswer(answer).build().toByteString());
  }

  /**
   * Reads a frame.
   *
   * @throws InvalidProtocolBufferException if no node of this protocol sends it
   */
  static Content parse(ByteString body) throws InvalidProtocolBufferException {
    ExchangeFrame frame = ExchangeFrame.parseFrom(body);
    return switch (frame.getKindCase()) {
      case ASK -> question(frame.getAsk());
      case ANSWER -> addresses(frame.getAnswer());
      case KIND_NOT_SET ->
          throw new InvalidProtocolBufferException("it neither asks for addresses nor has any");
    };
  }

  private static Question question(Ask ask) throws InvalidProtocolBufferException {
    ByteString advertised = ask.getAdvertised();
    int size = advertised.size();
    if (size != 0 && size != IpBytes.IPV4 && size != IpBytes.IPV6) {
      throw new InvalidProtocolBufferException("an address has " + size + " bytes");
    }
    // Numbers from 2^31 are negative here.
    int max = ask.getMax() < 0 ? MAX_ADDRESSES : Math.min(ask.getMax(), MAX_ADDRESSES);
    return new Question(
        max,
        size == 0
            ? Optional.empty()
            : Optional.of(IpBytes.read(advertised)).filter(address -> address.port() != 0));
  }

  private static Addresses addresses(Answer answer) throws InvalidProtocolBufferException {
    int ipv4 = count(answer.getIpv4(), IpBytes.IPV4);
    int ipv6 = count(answer.getIpv6(), IpBytes.IPV6);
    if (ipv4 + ipv6 > MAX_ADDRESSES) {
      throw new InvalidProtocolBufferException(
          (ipv4 + ipv6) + " addresses, and " + MAX_ADDRESSES + " are the limit");
    }
    List<PeerAddress> addresses = new ArrayList<>(ipv4 + ipv6);
    add(answer.getIpv4(), IpBytes.IPV4, addresses);
    add(answer.getIpv6(), IpBytes.IPV6, addresses);
    return new Addresses(List.copyOf(addresses));
  }

  private static int count(ByteString bytes, int step) throws InvalidProtocolBufferException {
    if (bytes.size() % step != 0) {
      throw new InvalidProtocolBufferException("not a multiple of " + step + " bytes");
    }
    return bytes.size() / step;
  }

  /** Leaves out port 0, at which no node can be. */
  private static void add(ByteString bytes, int step, List<PeerAddress> addresses) {
    for (int at = 0; at < bytes.size(); at += step) {
      PeerAddress address = IpBytes.read(bytes.substring(at, at + step));
      if (address.port() != 0) {
        addresses.add(address);
      }
    }
  }
}
