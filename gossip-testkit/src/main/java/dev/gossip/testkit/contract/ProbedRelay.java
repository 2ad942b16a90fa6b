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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one strategy and its node, forwards everything, and notes what goes through. As in
 * the node, what a callback did counts when it has returned.
 */
final class ProbedRelay implements RelayStrategy, RelayContext {
  private static final StackWalker STACK = StackWalker.getInstance();

  private final RelayProbe probe;
  private final RelayContext context;
  private final String name;
  private final Map<MessageId, FirstCopy> accepted = new LinkedHashMap<>();
  private final Map<MessageId, Integer> deliveries = new LinkedHashMap<>();
  // By receiver and message: whether the message was public here when it was first sent there.
  private final Map<PeerId, Map<MessageId, Boolean>> sent = new HashMap<>();
  // Grows whenever a neighbour may have lost what it had, or may have asked for something.
  private final Map<PeerId, Integer> excuses = new HashMap<>();
  private final Map<String, Integer> timers = new TreeMap<>();
  private final List<Runnable> notes = new ArrayList<>();
  private @Nullable RelayStrategy strategy;
  private String where = "create";

  private record FirstCopy(@Nullable PeerId from, boolean inPublic, int excuses) {}

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
    trusted("create", () -> strategy = factory.create(this));
  }

  // ---- what was noted ------------------------------------------------------------------------

  String name() {
    return name;
  }

  /** The strategy itself. */
  RelayStrategy strategy() {
    if (strategy == null) {
      throw new IllegalStateException("the factory made no strategy");
    }
    return strategy;
  }

  /** Messages that the strategy was given, and did not refuse. */
  Set<MessageId> accepted() {
    return Collections.unmodifiableSet(accepted.keySet());
  }

  /** Whether it was given a message, and did not refuse it. */
  boolean accepted(MessageId id) {
    return accepted.containsKey(id);
  }

  /** How often a message was made public here. */
  int deliveries(MessageId id) {
    return deliveries.getOrDefault(id, 0);
  }

  /** Whether everything that it was given was made public once. */
  boolean deliversAll() {
    return accepted.keySet().stream().allMatch(id -> deliveries(id) == 1);
  }

  /** How many messages the strategy was given that it never made public. */
  long heldBack() {
    return accepted.keySet().stream().filter(id -> deliveries(id) == 0).count();
  }

  /** Whether some peer of now was not sent a message, and is not the one that sent it first. */
  boolean leftPeersOut(MessageId id) {
    FirstCopy first = accepted.get(id);
    return first != null
        && peers().stream()
            .map(Peer::id)
            .anyMatch(
                peer ->
                    !peer.equals(first.from) && !sent.getOrDefault(peer, Map.of()).containsKey(id));
  }

  /** Timers that wait, by label. */
  Map<String, Integer> timers() {
    return Collections.unmodifiableMap(timers);
  }

  boolean firstSentInPublic(PeerId to, MessageId id) {
    return sent.getOrDefault(to, Map.of()).getOrDefault(id, false);
  }

  // ---- what the node tells the strategy ------------------------------------------------------

  @Override
  public void onPublish(GossipMessage message) {
    accepted.put(message.id(), new FirstCopy(null, true, 0));
    trusted("onPublish", () -> strategy().onPublish(message));
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    MessageId id = message.id();
    PeerId from = arrival.from().id();
    accepted.put(
        id, new FirstCopy(from, probe.wasPublic(from, self(), id), excuses.getOrDefault(from, 0)));
    try {
      call("onMessage", () -> strategy().onMessage(message, arrival));
    } catch (InvalidProtocolBufferException e) {
      accepted.remove(id);
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
    excuses.merge(from.id(), 1, Integer::sum);
    call("onControl", () -> strategy().onControl(from, body));
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    excuses.merge(from.id(), 1, Integer::sum);
    call("onControl of " + slot, () -> strategy().onControl(from, slot, body));
  }

  @Override
  public void onPeerUp(Peer peer) {
    trusted("onPeerUp", () -> strategy().onPeerUp(peer));
  }

  @Override
  public void onPeerDown(Peer peer) {
    excuses.merge(peer.id(), 1, Integer::sum);
    trusted("onPeerDown", () -> strategy().onPeerDown(peer));
  }

  private void call(String callback, Callback body) throws InvalidProtocolBufferException {
    where = callback;
    try {
      body.run();
      notes.forEach(Runnable::run);
    } catch (RuntimeException | Error e) {
      probe.threw(callback + " at " + name, e);
      throw e;
    } finally {
      notes.clear();
    }
  }

  private void trusted(String callback, Runnable body) {
    try {
      call(callback, body::run);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("there was nothing to read", e);
    }
  }

  // ---- what the strategy asks of the node ----------------------------------------------------

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    checkIsUp(to, "message " + shortOf(message.id()));
    checkIsNoEcho(to, message.id());
    notes.add(
        () -> {
          probe.sentHeader(header);
          probe.sentFrame("a payload frame, sent by " + name + " in " + where);
          sent.computeIfAbsent(to, unused -> new HashMap<>())
              .putIfAbsent(message.id(), deliveries(message.id()) > 0);
        });
    ByteString passedOn = probe.stripsHeaders() ? ByteString.EMPTY : header;
    context.send(to, message, passedOn);
    if (probe.repeatsThis()) {
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
    checkIsUp(to, "a control frame");
    int limit = maxControlBytes(to);
    if (body.size() > limit && limit > 0) {
      note(
          probe.tooLong(),
          "a control frame of " + body.size() + " bytes where maxControlBytes is " + limit);
    }
    notes.add(
        () -> {
          probe.sentControl(new ControlFrame(slot, body));
          probe.sentFrame("a control frame, sent by " + name + " in " + where);
        });
    send.run();
    if (probe.repeatsThis()) {
      send.run();
    }
  }

  private void checkIsUp(PeerId to, String what) {
    if (context.peers().stream().noneMatch(peer -> peer.id().equals(to))) {
      note(probe.strays(), what + " to " + probe.nameOf(to) + ", which is not among peers()");
    }
  }

  private void checkIsNoEcho(PeerId to, MessageId id) {
    FirstCopy copy = accepted.get(id);
    if (copy != null
        && to.equals(copy.from)
        && copy.inPublic
        && excuses.getOrDefault(to, 0) == copy.excuses) {
      note(
          probe.echoes(),
          "message " + shortOf(id) + " to " + probe.nameOf(to) + ", from which it had come");
    }
  }

  private void note(List<String> violations, String what) {
    String line = name + " sent in " + where + " " + what + place();
    notes.add(() -> violations.add(line));
  }

  /** Where in the strategy's code we are. */
  private static String place() {
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
    // At once, so that a message counts as public for what the same callback sends, before or
    // after. What a callback that throws has delivered is taken back.
    notes.add(0, () -> deliveries.merge(message.id(), 1, Integer::sum));
    context.deliver(message);
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    boolean[] waits = {false};
    TimerHandle handle =
        context.schedule(
            delay,
            label,
            () -> {
              waits[0] = false;
              count(label, -1);
              trusted("timer '" + label + "'", action);
            });
    notes.add(
        () -> {
          waits[0] = true;
          count(label, 1);
        });
    return () -> {
      notes.add(
          () -> {
            if (waits[0]) {
              waits[0] = false;
              count(label, -1);
            }
          });
      handle.cancel();
    };
  }

  private void count(String label, int change) {
    timers.merge(label, change, Integer::sum);
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
    return context.room(to);
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
