package dev.gossip.udp.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.link.SecureLab.Datagram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** What a plain accept may have more than the connect that it answers. */
  private static final int SHARED_LINK_BYTES = 9;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd node = lab.end("192.0.2.1:5000");
  private final SecureEnd friend = lab.end("192.0.3.1:5000");
  private final Map<PeerAddress, Long> balance = new HashMap<>();
  private final List<byte[]> seen = new ArrayList<>();

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
      PeerAddress from = new PeerAddress("203.0.113.7", port);
      byte[] datagram = datagram();
      balance.merge(from, (long) datagram.length, Long::sum);
      lab.deliver(new Datagram(from, node.address, datagram, Duration.ZERO));
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

    assertThat(balance.values())
        .as("seed %d, some addresses get as much as they send", SEED)
        .allMatch(bytes -> bytes >= 0);
  }

  private List<Datagram> carry(Datagram sent) {
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
    return switch (random.nextInt(6)) {
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
      default -> {
        byte[] shortened = new byte[12 + random.nextInt(copy.length - 11)];
        System.arraycopy(copy, 0, shortened, 0, Math.min(copy.length, shortened.length));
        yield shortened;
      }
    };
  }

  private byte[] garbage(int bytes) {
    byte version = (byte) random.nextInt(4);
    byte type = (byte) random.nextInt(12);
    return RawInit.datagram(version, type, bytes, random);
  }
}
