package dev.gossip.testkit.world;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import java.nio.ByteBuffer;

/** A real driver that can be silenced, so that its node ends as if its process had been killed. */
final class LoopbackDriver extends ForwardingDriver {
  private volatile boolean silent;

  LoopbackDriver(Driver driver) {
    super(driver);
  }

  /** From now on no datagram of the node leaves it. */
  void silence() {
    silent = true;
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    if (!silent) {
      super.transmit(to, datagram);
    }
  }
}
