package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.RawInit;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.secure.SecureLab.Datagram;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Anyone can write the address of somebody else as the source of a datagram. So an address that has
 * not shown that it receives there gets no more bytes than came from it.
 */
class UnprovenAddressTest {
  private static final long SEED = 20260804;
  private static final int DATAGRAMS = 30_000;
  private static final int ADDRESSES = 40;

  /** Addresses that receive what is sent to them, with their host. */
  private static final String RECEIVERS = "203.0.114.7";

  /** What an answer may have more than an init whose cookie is valid. */
  private static final int ANSWER_EXCESS =
      SecureDatagrams.ANSWER_BYTES - SecureDatagrams.INIT_BYTES;

  /** What a plain accept may have more than the connect that it answers. */
  private static final int SHARED_LINK_BYTES = 9;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd node = lab.end("192.0.2.1:5000");
  private final SecureEnd friend = lab.end("192.0.3.1:5000");
  private final Map<PeerAddress, Long> balance = new HashMap<>();
  private final List<byte[]> seen = new ArrayList<>();

  /** Inits of the addresses that receive, by connection id, and later those with their cookies. */
  private final Map<Long, byte[]> blank = new HashMap<>();

  private final Map<PeerAddress, List<byte[]>> proven = new LinkedHashMap<>();
  private int answersToProven;

  @ParameterizedTest
  @ValueSource(strings = {"noise", "none"})
  void unprovenAddressGetsNoMoreBytesThanCameFromIt(String security) {
    node.restart(Map.of("security", security));
    friend.restart(Map.of("security", security));
    lab.wire = this::carry;
    friend.dial(node);
    lab.run(Duration.ofSeconds(1));
    assertThat(friend.up).hasSize(1);

    for (int i = 0; i < DATAGRAMS; i++) {
      int port = i % 2 == 0 ? 1 + random.nextInt(ADDRESSES) : 1 + ADDRESSES + i;
      send(new PeerAddress("203.0.113.7", port), datagram());
      if (i % 20 == 0) {
        sendFromReceiver(new PeerAddress(RECEIVERS, 1 + random.nextInt(ADDRESSES)));
      }
      if (friend.up.isEmpty()) {
        assertThat(security)
            .as("seed %d, the link is down: %s", SEED, friend.notifications)
            .isEqualTo("none");
        friend.dial(node);
        lab.run(Duration.ofSeconds(1));
      }
      if (i % 50 == 0) {
        friend.send(i % 100 == 0 ? "x" : "large enough for the check of a move");
      }
      lab.run(Duration.ofMillis(random.nextInt(3)));
    }

    assertThat(answersToProven > 0)
        .as("seed %d, cookies are valid", SEED)
        .isEqualTo(security.equals("noise"));
    assertThat(balance.values())
        .as("seed %d, some addresses get as much as they send", SEED)
        .allMatch(bytes -> bytes >= 0);
  }

  private void send(PeerAddress from, byte[] datagram) {
    balance.merge(from, (long) datagram.length, Long::sum);
    lab.deliver(new Datagram(from, node.address, datagram, Duration.ZERO));
  }

  /** An address that receives begins a handshake, or goes on with one, as often as it likes. */
  private void sendFromReceiver(PeerAddress from) {
    List<byte[]> inits = proven.getOrDefault(from, List.of());
    if (inits.isEmpty() || random.nextInt(3) == 0) {
      byte[] init = RawInit.of(random);
      blank.put(ByteBuffer.wrap(init).getLong(SecureDatagrams.INIT_CONNECTION_ID_OFFSET), init);
      send(from, init);
    } else {
      // It has shown that it receives, and gets an answer for that.
      balance.merge(from, (long) ANSWER_EXCESS, Long::sum);
      send(from, inits.get(random.nextInt(inits.size())));
    }
  }

  private void onReceived(Datagram sent) {
    if (sent.bytes()[2] != SecureDatagrams.VERSION) {
      return;
    }
    byte[] init = blank.get(SecureDatagrams.connectionId(sent.bytes()));
    if (sent.type() == SecureDatagrams.ANSWER) {
      answersToProven++;
    } else if (init != null && sent.type() == SecureDatagrams.RETRY) {
      byte[] withCookie = RawInit.withCookie(init, sent.bytes());
      proven.computeIfAbsent(sent.to(), to -> new ArrayList<>()).add(withCookie);
      remember(withCookie);
    }
  }

  private List<Datagram> carry(Datagram sent) {
    if (sent.to().host().equals(RECEIVERS)) {
      long left = balance.merge(sent.to(), (long) -sent.bytes().length, Long::sum);
      assertThat(left).as("seed %d, bytes left of %s", SEED, sent.to()).isNotNegative();
      onReceived(sent);
      return List.of();
    }
    if (sent.to().host().equals("203.0.113.7")) {
      boolean isAccept = sent.bytes()[2] == Datagrams.VERSION && sent.type() == Datagrams.ACCEPT;
      int counted = sent.bytes().length - (isAccept ? SHARED_LINK_BYTES : 0);
      long left = balance.merge(sent.to(), (long) -counted, Long::sum);
      assertThat(left).as("seed %d, bytes left of %s", SEED, sent.to()).isNotNegative();
      return List.of();
    }
    remember(sent.bytes());
    if (sent.from().equals(friend.address) && random.nextInt(3) == 0) {
      // Somebody on the path is faster than the friend, and writes another source.
      PeerAddress other = new PeerAddress("203.0.113.7", 1 + random.nextInt(ADDRESSES));
      balance.merge(other, (long) sent.bytes().length, Long::sum);
      return List.of(sent, sent.fromAddress(other).after(Duration.ofMillis(1)));
    }
    return List.of(sent);
  }

  private void remember(byte[] datagram) {
    if (seen.size() < 100) {
      seen.add(datagram);
    } else {
      seen.set(random.nextInt(seen.size()), datagram);
    }
  }

  /** Anything: inits, copies of what passed, changed copies, other versions, garbage. */
  private byte[] datagram() {
    byte[] copy = seen.get(random.nextInt(seen.size())).clone();
    return switch (random.nextInt(7)) {
      case 0 -> RawInit.of(random);
      case 1 -> {
        byte[] init = RawInit.of(random);
        init[4 + random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
        yield init;
      }
      case 2 -> copy;
      case 3 -> {
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 4 -> garbage(12 + random.nextInt(120));
      case 5 -> initWithTheCookieOfAnother();
      default -> {
        byte[] shortened = new byte[12 + random.nextInt(copy.length - 11)];
        System.arraycopy(copy, 0, shortened, 0, Math.min(copy.length, shortened.length));
        yield shortened;
      }
    };
  }

  /** A cookie that is valid for another address only. */
  private byte[] initWithTheCookieOfAnother() {
    List<List<byte[]>> inits = new ArrayList<>(proven.values());
    if (inits.isEmpty()) {
      return RawInit.of(random);
    }
    List<byte[]> ofOne = inits.get(random.nextInt(inits.size()));
    return ofOne.get(random.nextInt(ofOne.size())).clone();
  }

  private byte[] garbage(int bytes) {
    byte version = (byte) random.nextInt(4);
    byte type = (byte) random.nextInt(12);
    return RawInit.datagram(version, type, bytes, random);
  }
}
