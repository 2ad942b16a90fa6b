package dev.gossip.simulation.attack;

import dev.gossip.api.PeerAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends datagrams in the name of its peers to their peers: random bytes, datagrams that it has
 * received, and the same with a flipped bit.
 */
final class Spoofer implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final int MAX_IN_ALL = 100_000;
  private static final int MAX_EACH_TIME = 100;
  private static final int MAX_RECORDED = 64;
  private static final int MAX_BYTES = 1_200;

  private final Hands hands;
  private final List<byte[]> recorded = new ArrayList<>();
  private int sent;

  Spoofer(Hands hands) {
    this.hands = hands;
  }

  @Override
  public void datagram(PeerAddress from, ByteBuffer datagram) {
    byte[] copy = new byte[datagram.remaining()];
    datagram.duplicate().get(copy);
    if (recorded.size() < MAX_RECORDED) {
      recorded.add(copy);
    } else {
      recorded.set(hands.random().nextInt(MAX_RECORDED), copy);
    }
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    List<HostileLink> links = hands.links();
    if (links.isEmpty() || recorded.isEmpty()) {
      return;
    }
    PeerAddress victim = links.get(hands.random().nextInt(links.size())).address();
    List<PeerAddress> receivers = new ArrayList<>(hands.peersOf(victim));
    if (receivers.isEmpty()) {
      links.forEach(link -> receivers.add(link.address()));
      receivers.remove(victim);
    }
    int count = receivers.isEmpty() ? 0 : Math.min(MAX_EACH_TIME, MAX_IN_ALL - sent);
    for (int i = 0; i < count; i++) {
      PeerAddress receiver = receivers.get(hands.random().nextInt(receivers.size()));
      hands.spoof(victim, receiver, datagram());
    }
    sent += count;
  }

  private byte[] datagram() {
    int choice = hands.random().nextInt(3);
    if (choice == 0) {
      byte[] bytes = new byte[1 + hands.random().nextInt(MAX_BYTES)];
      hands.random().nextBytes(bytes);
      return bytes;
    }
    byte[] bytes = recorded.get(hands.random().nextInt(recorded.size())).clone();
    if (choice == 1 && bytes.length > 0) {
      bytes[hands.random().nextInt(bytes.length)] ^=
          (byte) (1 << hands.random().nextInt(Byte.SIZE));
    }
    return bytes;
  }
}
