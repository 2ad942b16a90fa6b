package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DialOutcome.Kind;
import dev.gossip.api.discovery.KnownAddress;
import org.junit.jupiter.api.Test;

/** Which links make an address a tried one, and where an address comes from. */
class DialedLinksTest extends BookFixture {

  private KnownAddress known(int number) {
    return book.find(remote(number)).orElseThrow();
  }

  @Test
  void outcomeWithoutADialOfThisNodeMakesNoAddressTried() {
    name(remote(1));
    book.onHandshake(remote(1), id(1), Direction.INBOUND);
    book.onOutcome(remote(1), DialOutcome.of(Kind.REACHED, ""));

    assertThat(known(1).isTried()).isFalse();
    assertThat(known(1).lastOutcome()).contains(Kind.REACHED);
  }

  @Test
  void dialedAddressOfALinkedNodeIsTried() {
    name(remote(1));
    name(remote(2));
    book.onHandshake(remote(3), id(3), Direction.INBOUND);
    book.onSameNode(remote(1), id(3), false);
    book.onSameNode(remote(2), id(3), true);

    assertThat(known(1).isTried()).isFalse();
    assertThat(known(2).isTried()).isTrue();
  }

  @Test
  void addressOfTheUserIsConfiguredWhenTheBookIsReadLater() {
    book.onHandshake(remote(1), id(1), Direction.INBOUND);
    book.setConfigured(remote(1));

    assertThat(known(1).source()).isEqualTo(AddressSource.CONFIGURED);
  }

  @Test
  void addressOfTheUserIsConfiguredEvenIfAnotherNodeNamedItBefore() {
    name(remote(1));
    book.onHandshake(remote(1), id(1), Direction.OUTBOUND);
    book.setConfigured(remote(1));

    assertThat(known(1).source()).isEqualTo(AddressSource.CONFIGURED);
    assertThat(known(1).isTried()).isTrue();
  }

  @Test
  void dialedAddressThatTheUserDidNotNameIsNotConfigured() {
    name(remote(9));
    book.onHandshake(remote(1), id(1), Direction.OUTBOUND);

    assertThat(known(1).source()).isEqualTo(AddressSource.NODE);
  }

  @Test
  void linkedAddressThatIsNamedFirstOfAllStaysReached() {
    book.onHandshake(remote(1), id(1), Direction.OUTBOUND);
    name(remote(1));
    book.onLinkGone(remote(1));

    assertThat(known(1).isTried()).isTrue();
    assertThat(known(1).id()).contains(id(1));
    assertThat(book.toPassOn(1)).containsExactly(remote(1));
    assertThat(book.draw(Draw.ANY)).contains(remote(1));
  }

  @Test
  void addressWithoutALinkIsNotEnteredAsConfigured() {
    book.setConfigured(remote(1));

    assertThat(book.find(remote(1))).isEmpty();
  }

  @Test
  void addressesThatOthersBroughtAreNeverConfigured() {
    for (int i = 1; i <= 40; i++) {
      accept(new PeerAddress("193.0.0." + i, 5000), id(i));
    }
    assertThat(book.size()).as("one bucket").isEqualTo(16);
    for (int i = 1; i <= 40; i++) {
      reach(new PeerAddress("193.0.0." + i, 5000), id(i));
    }
    assertThat(book.latest(100)).noneMatch(one -> one.source() == AddressSource.CONFIGURED);
  }
}
