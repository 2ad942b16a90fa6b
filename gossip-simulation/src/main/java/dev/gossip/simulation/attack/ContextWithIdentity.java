package dev.gossip.simulation.attack;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The context of a transport, with another identity than the node's. */
record ContextWithIdentity(TransportContext context, LocalIdentity identity)
    implements TransportContext {
  @Override
  public PeerId self() {
    return identity.id();
  }

  @Override
  public String network() {
    return context.network();
  }

  @Override
  public RandomGenerator random() {
    return context.random();
  }

  @Override
  public long nowNanos() {
    return context.nowNanos();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    return context.schedule(delay, label, action);
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    context.offload(work, then);
  }

  @Override
  public void warn(String what, String remedy) {
    context.warn(what, remedy);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    context.transmit(to, datagram);
  }

  @Override
  public boolean canTransmit() {
    return context.canTransmit();
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return context.maxDatagramBytes(to);
  }

  @Override
  public boolean forbidsFragmentation() {
    return context.forbidsFragmentation();
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return context.keyLog();
  }

  @Override
  public void dropped(DropReason reason) {
    context.dropped(reason);
  }

  @Override
  public void datagramsLost(int count) {
    context.datagramsLost(count);
  }
}
