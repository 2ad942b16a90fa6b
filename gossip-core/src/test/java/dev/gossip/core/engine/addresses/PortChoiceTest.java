package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PortChoiceTest extends BookFixture {
  private static final PeerAddress HONEST = port(5000);

  private static PeerAddress port(int port) {
    return new PeerAddress("80.1.0.1", port);
  }

  /** A group names ports of the host, as far as there is room. */
  private void name(String teller, int from, int to) {
    AddressGroup group = group(teller);
    for (int port = from; port <= to; port++) {
      boolean unused = book.proposeFrom(group, port(port));
    }
  }

  @Test
  void portThatOneGroupNamesComesBeforeTheManyOfAnother() {
    name("193.0.0.1", 1, 8);
    name(HONEST);
    name("193.0.0.1", 9, 15);

    assertThat(book.draw(Draw.NEW)).as("seed %d", seed).contains(HONEST);
  }

  @Test
  void everyPortHasItsTurn() {
    name(HONEST);
    name("193.0.0.1", 1, 3);
    Set<PeerAddress> drawn = new TreeSet<>();
    for (int hour = 0; hour < 12; hour++) {
      Optional<PeerAddress> next = book.draw(Draw.NEW);
      next.ifPresent(drawn::add);
      next.ifPresent(this::fail);
      pass(Duration.ofHours(1));
    }

    assertThat(drawn)
        .as("seed %d", seed)
        .containsExactlyInAnyOrder(HONEST, port(1), port(2), port(3));
  }

  @Test
  void portsOfReachedAndLocalHostsAreAllDrawn() {
    for (int port = 1; port <= 3; port++) {
      reach(port(port), id(port));
      name(local(port));
    }
    assertThat(book.propose(port(4), AddressSource.SERVICE)).isTrue();
    Set<PeerAddress> drawn = new TreeSet<>();
    for (int i = 0; i < 2_000; i++) {
      book.draw(Draw.ANY).ifPresent(drawn::add);
    }

    assertThat(drawn)
        .as("seed %d", seed)
        .contains(port(4), local(1), local(2), local(3))
        .containsAnyOf(port(1), port(2), port(3));
  }
}
