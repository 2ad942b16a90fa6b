package dev.gossip.core.engine.addresses;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.discovery.DialOutcome.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/** An address book with a virtual clock. */
class BookFixture {
  static final AddressGroup TELLER = group("203.0.113.1");

  final long seed = Long.getLong("gossip.seed", 20_261_129);
  final SplittableRandom random = new SplittableRandom(seed);
  long nowMillis = 1_800_000_000_000L;
  KnownAddresses book = open(2_048, SavedAddresses.NONE);

  KnownAddresses open(int capacity, SavedAddresses saved) {
    return new KnownAddresses(capacity, () -> nowMillis, name -> random, saved);
  }

  void pass(Duration time) {
    nowMillis += time.toMillis();
  }

  /** A public address; each number has a group of its own. */
  static PeerAddress remote(int number) {
    return new PeerAddress(1 + number / 250 + "." + number % 250 + ".7.7", 5000);
  }

  /** An address on this machine. */
  static PeerAddress local(int number) {
    return new PeerAddress("127.0.0.1", 5000 + number);
  }

  static AddressGroup group(String host) {
    return AddressGroup.of(new PeerAddress(host, 1));
  }

  static PeerId id(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    bytes[0] = (byte) (number >> 8);
    return new PeerId(bytes);
  }

  void name(PeerAddress address) {
    boolean unused = book.proposeFrom(TELLER, address);
  }

  /** A dial fails, after another node was reached. */
  void fail(PeerAddress address) {
    end(address, Kind.UNREACHABLE);
  }

  /** A dial fails as all since the last one that led anywhere. */
  void failWhileNothingAnswers(PeerAddress address) {
    book.onDial(address);
    book.onOutcome(address, DialOutcome.of(Kind.UNREACHABLE, ""));
  }

  void end(PeerAddress address, Kind kind) {
    BookEntry entry = book.tables().find(address);
    if (entry != null) {
      entry.successesAtFailure = BookEntry.NO_FAILURE;
    }
    book.onDial(address);
    book.onOutcome(address, DialOutcome.of(kind, ""));
  }

  /** Dials an address with success, and closes the link again. */
  void reach(PeerAddress address, PeerId id) {
    link(address, id);
    book.onLinkGone(address);
  }

  void link(PeerAddress address, PeerId id) {
    book.onDial(address);
    book.onHandshake(address, id, Direction.OUTBOUND);
    book.onOutcome(address, DialOutcome.of(Kind.REACHED, ""));
  }

  /** The node at an address dials this one, and closes the link again. */
  void accept(PeerAddress address, PeerId id) {
    book.onHandshake(address, id, Direction.INBOUND);
    book.onLinkGone(address);
  }
}
