package dev.gossip.core.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.Resolution;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Consumer;

/** Passes every call on to another driver. A base for drivers that change some of them. */
public abstract class ForwardingDriver implements Driver {
  private final Driver driver;

  /** Wraps a driver. */
  protected ForwardingDriver(Driver driver) {
    this.driver = driver;
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    driver.transmit(to, datagram);
  }

  @Override
  public boolean canTransmit() {
    return driver.canTransmit();
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return driver.maxDatagramBytes(to);
  }

  @Override
  public boolean forbidsFragmentation() {
    return driver.forbidsFragmentation();
  }

  @Override
  public PeerAddress localAddress() {
    return driver.localAddress();
  }

  @Override
  public void run(Node node) {
    driver.run(node);
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

  @Override
  public void offload(Runnable work, Runnable then) {
    driver.offload(work, then);
  }

  @Override
  public int maxOffloaded() {
    return driver.maxOffloaded();
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return driver.keyLog();
  }

  @Override
  public MessageDigest sha256() {
    return driver.sha256();
  }
}
