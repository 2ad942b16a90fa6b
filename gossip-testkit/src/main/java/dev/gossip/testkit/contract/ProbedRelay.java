package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Wraps one strategy, forwards all calls between it and its node, and records them. As in the node,
 * the effects of a callback are recorded when it returns, and discarded when it throws.
 */
final class ProbedRelay implements RelayStrategy, RelayContext {
  private static final StackWalker STACK = StackWalker.getInstance();

  private final RelayProbe probe;
  private final RelayContext context;
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
    this.context = context;
    this.name = name;
  }

  void create(RelayStrategy.Factory factory) {
    callWithoutBytes("create", () -> strategy = factory.create(this));
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
    log.accept(id, from, probe.wasPublic(from, self(), id));
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
  public void onPeerUp(Peer peer) {
    callWithoutBytes("onPeerUp", () -> strategy().onPeerUp(peer));
  }

  @Override
  public void onPeerDown(Peer peer) {
    log.addResendReason(peer.id());
    callWithoutBytes("onPeerDown", () -> strategy().onPeerDown(peer));
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

  private void callWithoutBytes(String callback, Runnable body) {
    try {
      call(callback, body::run);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "a callback without bytes threw InvalidProtocolBufferException", e);
    }
  }

  // ---- RelayContext: calls of the strategy ---------------------------------------------------

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    checkIsPeer(to, "message " + shortOf(message.id()));
    checkIsNotAnEcho(to, message.id());
    effects.add(
        () -> {
          probe.sentHeader(header);
          probe.sentFrame("a payload frame, sent by " + name + " in " + currentCallback);
          log.sent(to, message.id());
        });
    ByteString passedOn = probe.stripsHeaders() ? ByteString.EMPTY : header;
    context.send(to, message, passedOn);
    if (probe.repeatsThisFrame()) {
      context.send(to, message, passedOn);
    }
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    sendControl(to, "", body, () -> context.sendControl(to, body));
  }

  @Override
  public void sendControl(PeerId to, String slot, ByteString body) {
    sendControl(to, slot, body, () -> context.sendControl(to, slot, body));
  }

  private void sendControl(PeerId to, String slot, ByteString body, Runnable send) {
    checkIsPeer(to, "a control frame");
    int limit = maxControlBytes(to);
    if (body.size() > limit && limit > 0) {
      recordViolation(
          probe.oversizedControls(),
          "a control frame of " + body.size() + " bytes; maxControlBytes is " + limit);
    }
    effects.add(
        () -> {
          probe.sentControl(new ControlFrame(slot, body));
          probe.sentFrame("a control frame, sent by " + name + " in " + currentCallback);
        });
    send.run();
    if (probe.repeatsThisFrame()) {
      send.run();
    }
  }

  private void checkIsPeer(PeerId to, String what) {
    if (context.peers().stream().noneMatch(peer -> peer.id().equals(to))) {
      recordViolation(
          probe.strays(), what + " to " + probe.nameOf(to) + ", which is not in peers()");
    }
  }

  private void checkIsNotAnEcho(PeerId to, MessageId id) {
    if (log.isEcho(to, id)) {
      recordViolation(
          probe.echoes(),
          "message " + shortOf(id) + " to " + probe.nameOf(to) + ", the peer it came from");
    }
  }

  private void recordViolation(List<String> violations, String what) {
    String line = name + " sent in " + currentCallback + " " + what + callSite();
    effects.add(() -> violations.add(line));
  }

  /** The current line of the strategy's code. */
  private static String callSite() {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !frame.getClassName().equals(ProbedRelay.class.getName()))
                .findFirst()
                .map(frame -> " (at " + frame.toStackTraceElement() + ")")
                .orElse(""));
  }

  @Override
  public void deliver(GossipMessage message) {
    // First in the list, so that the message counts as public for everything that the same callback
    // sends, before or after this call.
    effects.add(0, () -> log.delivered(message.id()));
    context.deliver(message);
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    boolean[] isPending = {false};
    TimerHandle handle =
        context.schedule(
            delay,
            label,
            () -> {
              isPending[0] = false;
              log.countTimer(label, -1);
              callWithoutBytes("timer '" + label + "'", action);
            });
    effects.add(
        () -> {
          isPending[0] = true;
          log.countTimer(label, 1);
        });
    return () -> {
      effects.add(
          () -> {
            if (isPending[0]) {
              isPending[0] = false;
              log.countTimer(label, -1);
            }
          });
      handle.cancel();
    };
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return Math.min(probe.maxControlBytes(), context.maxControlBytes(to));
  }

  @Override
  public PeerId self() {
    return context.self();
  }

  @Override
  public List<Peer> peers() {
    return context.peers();
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
  public int room(PeerId to) {
    return context.roomBytes(to);
  }

  @Override
  public boolean seen(MessageId id) {
    return context.seen(id);
  }

  @Override
  public Optional<GossipMessage> find(MessageId id) {
    return context.find(id);
  }

  @Override
  public void report(PeerId peer, Misbehaviour kind) {
    context.report(peer, kind);
  }

  static String shortOf(MessageId id) {
    return id.hex().substring(0, 8);
  }
}
