package dev.gossip.testkit.world;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.Resolution;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A real driver that can be silenced, so that its node ends without saying goodbye. */
final class LoopbackDriver implements Driver {
  private final Driver driver;
  private volatile boolean silent;

  LoopbackDriver(Driver driver) {
    this.driver = driver;
  }

  /** From now on nothing that the node sends leaves it. */
  void silence() {
    silent = true;
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    if (!silent) {
      driver.transmit(to, datagram);
    }
  }

  @Override
  public boolean canTransmit() {
    return driver.canTransmit();
  }

  @Override
  public PeerAddress localAddress() {
    return driver.localAddress();
  }

  @Override
  public void turn(Node node) {
    driver.turn(node);
  }

  @Override
  public void discard() {
    driver.discard();
  }

  @Override
  public boolean execute(Runnable task) {
    return driver.execute(task);
  }

  @Override
  public boolean isNodeThread() {
    return driver.isNodeThread();
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    driver.awaitTermination();
  }

  @Override
  public long nowNanos() {
    return driver.nowNanos();
  }

  @Override
  public long wallMillis() {
    return driver.wallMillis();
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    driver.resolve(name, then);
  }
}
