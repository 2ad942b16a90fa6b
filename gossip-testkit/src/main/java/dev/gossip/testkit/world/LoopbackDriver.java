package dev.gossip.testkit.world;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A real driver with the faults of a loopback world. It can be silenced, so that its node ends as
 * if its process had been killed.
 */
final class LoopbackDriver extends ForwardingDriver {
  private volatile boolean silent;
  private volatile @Nullable LoopbackNode node;

  LoopbackDriver(Driver driver) {
    super(driver);
  }

  /** Sets the node that uses it, before the node starts. */
  void usedBy(LoopbackNode user) {
    node = user;
  }

  /** From now on no datagram of the node leaves it. */
  void silence() {
    silent = true;
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    LoopbackNode user = node;
    if (user == null) {
      pass(to, datagram);
    } else {
      user.wire().transmit(user.index(), to, datagram, this);
    }
  }

  /** Sends a datagram, whatever the faults are. */
  void pass(PeerAddress to, ByteBuffer datagram) {
    if (!silent) {
      super.transmit(to, datagram);
    }
  }

  @Override
  public long wallMillis() {
    LoopbackNode user = node;
    return super.wallMillis() + (user == null ? 0 : user.readClockError());
  }
}
