package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wraps one strategy, forwards all calls between it and its node, and records them. As in the node,
 * the effects of a callback are recorded when it returns, and discarded when it throws.
 */
final class ProbedRelay implements RelayStrategy {
  private final RelayProbe probe;
  private final ProbedContext context;
  private final String name;
  private final RelayLog log = new RelayLog();
  private final List<Runnable> effects = new ArrayList<>();
  private @Nullable RelayStrategy strategy;
  private String currentCallback = "create";

  @FunctionalInterface
  private interface Callback {
    void run() throws InvalidProtocolBufferException;
  }

  ProbedRelay(RelayProbe probe, RelayContext context, String name) {
    this.probe = probe;
    this.context = new ProbedContext(this, probe, context);
    this.name = name;
  }

  void create(RelayStrategy.Factory factory) {
    callWithoutBytes("create", () -> strategy = factory.create(context));
  }

  // ---- recorded state ------------------------------------------------------------------------

  String name() {
    return name;
  }

  /** The wrapped strategy. */
  RelayStrategy strategy() {
    if (strategy == null) {
      throw new IllegalStateException("the factory created no strategy");
    }
    return strategy;
  }

  /** The context that the wrapped strategy uses. */
  RelayContext context() {
    return context;
  }

  /** The peers of the node. */
  List<Peer> peers() {
    return context.peers();
  }

  /** What the strategy got and did so far. */
  RelayLog log() {
    return log;
  }

  // ---- RelayStrategy: calls of the node ------------------------------------------------------

  @Override
  public void onPublish(GossipMessage message) {
    log.accept(message.id(), null, true);
    callWithoutBytes("onPublish", () -> strategy().onPublish(message));
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    MessageId id = message.id();
    PeerId from = arrival.from().id();
    log.accept(id, from, probe.wasPublic(from, context.self(), id));
    try {
      call("onMessage", () -> strategy().onMessage(message, arrival));
    } catch (InvalidProtocolBufferException e) {
      log.reject(id);
      throw e;
    }
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    call("onDuplicate", () -> strategy().onDuplicate(message, arrival));
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    log.addResendReason(from.id());
    call("onControl", () -> strategy().onControl(from, body));
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    log.addResendReason(from.id());
    call("onControl of " + slot, () -> strategy().onControl(from, slot, body));
  }

  @Override
  public void onRoom(Peer peer) {
    callWithoutBytes("onRoom", () -> strategy().onRoom(peer));
  }

  @Override
  public boolean hearsDoubtedPeers() {
    return strategy().hearsDoubtedPeers();
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    try {
      return strategy().mayReveal(to, id);
    } catch (RuntimeException | Error e) {
      probe.threw("mayReveal at " + name, e);
      throw e;
    } finally {
      effects.clear(); // The node allows none, so that they have thrown already.
    }
  }

  @Override
  public void onPeerUp(Peer peer) {
    callWithoutBytes("onPeerUp", () -> strategy().onPeerUp(peer));
  }

  @Override
  public void onPeerDown(Peer peer) {
    log.addResendReason(peer.id());
    callWithoutBytes("onPeerDown", () -> strategy().onPeerDown(peer));
  }

  // ---- for the context of the strategy -------------------------------------------------------

  /** The callback that runs, or ran last. */
  String currentCallback() {
    return currentCallback;
  }

  /** Adds something to record if the current callback returns. */
  void effect(Runnable effect) {
    effects.add(effect);
  }

  /** Adds something to record before anything else if the current callback returns. */
  void effectBeforeAll(Runnable effect) {
    effects.add(0, effect);
  }

  private void call(String callback, Callback body) throws InvalidProtocolBufferException {
    currentCallback = callback;
    try {
      body.run();
      effects.forEach(Runnable::run);
    } catch (RuntimeException | Error e) {
      probe.threw(callback + " at " + name, e);
      throw e;
    } finally {
      effects.clear();
    }
  }

  void callWithoutBytes(String callback, Runnable body) {
    try {
      call(callback, body::run);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "a callback without bytes threw InvalidProtocolBufferException", e);
    }
  }

  static String shortOf(MessageId id) {
    return id.hex().substring(0, 8);
  }
}
