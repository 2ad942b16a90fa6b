package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.addresses.KnownAddresses;
import dev.gossip.core.engine.addresses.SavedAddresses;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a node makes of the addresses at which the nodes at its links see it. */
class ObservingLinksTest {
  private static final PeerAddress OWN = new PeerAddress("198.51.100.1", 5000);
  private static final PeerAddress OTHER = new PeerAddress("198.51.100.1", 6000);

  private final Transport transport =
      (Transport)
          Proxy.newProxyInstance(
              Transport.class.getClassLoader(),
              new Class<?>[] {Transport.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private final KnownAddresses book =
      new KnownAddresses(
          100, () -> 1_000_000, name -> new SplittableRandom(3), SavedAddresses.NONE);
  private final LinkedNodes nodes = new LinkedNodes();
  private final LinkAddresses links = new LinkAddresses(book, nodes, Optional.empty());
  private int latest;

  /** A link with a node of its own group. */
  private PeerState link(Direction direction, PeerAddress seen) {
    int number = ++latest;
    PeerId id = new PeerId(ByteBuffer.allocate(32).putInt(28, number).array());
    PeerAddress address = new PeerAddress("20." + number + ".7.7", 5000);
    PeerState node = new PeerState(transport, new LinkId(number), new Peer(id, direction), address);
    node.helloAccepted = true;
    node.helloConfirmed = true;
    node.observedAddress = seen;
    nodes.add(node);
    links.onAgreed(node, false);
    return node;
  }

  private PeerState dial(PeerAddress seen) {
    return link(Direction.OUTBOUND, seen);
  }

  private void end(PeerState node) {
    nodes.remove(node);
    links.onGone(node.address);
  }

  @Test
  void addressThatThreeDialedNodesSeeIsBelieved() {
    dial(OWN);
    dial(OWN);
    for (int i = 0; i < 5; i++) {
      link(Direction.INBOUND, OWN);
    }
    assertThat(book.ownAddress()).isEmpty();

    dial(OWN);
    assertThat(book.ownAddress()).contains(OWN);
  }

  @Test
  void addressThatMostOfTheNodesThatAreStillLinkedSeeIsBelieved() {
    PeerState first = dial(OWN);
    PeerState second = dial(OWN);
    dial(OWN);
    dial(OTHER);
    dial(OTHER);
    assertThat(book.ownAddress()).contains(OWN);

    end(first);
    end(second);
    assertThat(book.ownAddress()).contains(OWN);

    dial(OTHER);
    assertThat(book.ownAddress()).contains(OTHER);
  }

  /** One that agrees with the belief may be the occasion to see that it is outnumbered. */
  @Test
  void nodeThatConfirmsTheAddressDoesNotHideThatMoreSeeAnother() {
    PeerState first = dial(OWN);
    PeerState second = dial(OWN);
    PeerState third = dial(OWN);
    dial(OWN);
    dial(OTHER);
    dial(OTHER);
    dial(OTHER);
    end(first);
    end(second);
    end(third);
    assertThat(book.ownAddress()).contains(OWN);

    dial(OWN);
    assertThat(book.ownAddress()).contains(OTHER);
  }

  @Test
  void addressStaysWhileNobodySeesAnother() {
    PeerState first = dial(OWN);
    dial(OWN);
    PeerState third = dial(OWN);
    end(first);
    end(third);
    dial(OWN);

    assertThat(book.ownAddress()).contains(OWN);
  }
}
